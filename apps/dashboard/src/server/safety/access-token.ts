import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A token that nobody guesses, for an address. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Who knows the token is let in: by a header, or by the cookie that the printed address gives. */
export class AccessToken {
  readonly #digest: Buffer;
  /** Cookies do not tell ports apart: the name keeps dashboards on one machine from taking each other's. */
  readonly #cookie: string;
  /** What the cookie has: enough to come in with, and not the token. */
  readonly #pass: string;

  constructor(token: string) {
    this.#digest = digestOf(token);
    this.#pass = digestOf(`pass of ${token}`).toString('hex');
    this.#cookie = `ams-dashboard-${digestOf(this.#pass).toString('hex').slice(0, 12)}`;
  }

  /** Whether a token is the right one, found out in a time that tells nothing about it. */
  is(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.#digest);
  }

  /** Whether a request comes from somebody who was let in. */
  isShownBy({ authorization, cookie }: IncomingHttpHeaders): boolean {
    const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) return this.is(bearer);
    const shown = cookiesOf(cookie).find(([name]) => name === this.#cookie)?.[1];
    return shown !== undefined && timingSafeEqual(digestOf(shown), digestOf(this.#pass));
  }

  /** The cookie for a browser that has shown the token: out of reach of scripts, and never sent along from other sites. */
  get setCookie(): string {
    return `${this.#cookie}=${this.#pass}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function cookiesOf(header = ''): readonly (readonly [name: string, value: string])[] {
  return header.split(';').map((pair) => {
    const [name = '', ...value] = pair.trim().split('=');
    return [name, value.join('=')] as const;
  });
}
