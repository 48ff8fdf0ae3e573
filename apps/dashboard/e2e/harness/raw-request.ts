import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request with the headers that are given, `host` and `origin` too, which neither a browser nor `fetch` lets one choose. */
export function rawRequest(
  address: string,
  { method = 'GET', headers, body }: { method?: string; headers: Readonly<Record<string, string>>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request(address, { method, headers }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
