import type { AmqpStream } from './amqp-stream.js';

/** How long a peer that said nothing may take to read why its connection ends, in milliseconds. */
const farewellTimeout = 10_000;

/**
 * Watches for a peer that says nothing, not even a heartbeat. By the machine's clock, as the peer's heartbeats are.
 *
 * @param limit how long it may be silent, in milliseconds.
 * @param onIdle called once, with the reason in words. The stream is destroyed soon after: what is written to a peer that
 *   is gone never leaves, and would keep the stream open with all that waits in it.
 */
export function watchIdleness(stream: AmqpStream, limit: number, onIdle: (description: string) => void): void {
  let heardAt = Date.now();
  let timer = setTimeout(look, limit);
  function look(): void {
    const silence = Date.now() - heardAt;
    if (silence < limit) {
      timer = setTimeout(look, limit - silence);
      return;
    }
    timer = setTimeout(() => stream.destroy(), farewellTimeout);
    onIdle(
      `The connection was inactive for more than the allowed ${limit} milliseconds. Send empty frames when there is nothing to say.`,
    );
  }
  stream.on('data', () => (heardAt = Date.now()));
  stream.on('close', () => clearTimeout(timer));
}
