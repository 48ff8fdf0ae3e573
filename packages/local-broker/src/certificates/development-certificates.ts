import { hostname } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '../engine/clock.js';
import { CertificateFiles, type CertificateStore, noCertificateStore } from './certificate-files.js';
import { type CertifiedKey, expiryOf, isAuthority, isServerOf, type Validity } from './certified-key.js';

/** What a TLS server shows to its clients. */
export type ServerCertificate = CertifiedKey;

const day = 86_400_000;
/** People install an authority by hand: they should not have to again. */
const authorityLifetime = 3650 * day;
/** Some clients take no server certificate that is valid for more than 398 days. */
const serverLifetime = 397 * day;
const renewalMargin = 30 * day;
/** Clients whose clocks are behind take the certificate all the same. */
const backdating = day;

/** The certificates cannot be read or written. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

export interface CertificateOptions {
  /** Where to keep them, in a folder `certificates`; without it they last as long as the process. */
  readonly dataDirectory?: string | undefined;
  /** Host names and IP addresses of the server. */
  readonly names: readonly string[];
  /** The machine's time: clients compare with theirs. */
  readonly clock: Clock;
}

/**
 * A certificate authority of the developer's own and a server certificate that it signs, made when they are first
 * needed. The server certificate is renewed a month before it expires, and when the server's names change; clients
 * that trust the authority notice nothing.
 */
export class DevelopmentCertificates {
  readonly #options: CertificateOptions;
  readonly #files: CertificateFiles | undefined;
  readonly #store: CertificateStore;
  #authority: Current | undefined;
  #server: Current | undefined;
  /** One at a time, so that nothing is made twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CertificateOptions) {
    this.#options = options;
    const { dataDirectory } = options;
    this.#files = dataDirectory === undefined ? undefined : new CertificateFiles(join(dataDirectory, 'certificates'));
    this.#store = this.#files ?? noCertificateStore;
  }

  /** Path of the authority's certificate; undefined when it is only in memory. */
  get authorityFile(): string | undefined {
    return this.#files?.fileOf('ca');
  }

  /** The authority's certificate as PEM text. @throws CertificateError */
  async authority(): Promise<string> {
    return (await this.#inTurn(() => this.#currentAuthority())).certificate;
  }

  /** The server's certificate and key, as they must be now. @throws CertificateError */
  server(): Promise<ServerCertificate> {
    return this.#inTurn(() => this.#currentServer());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work).catch((error: unknown) => {
      throw new CertificateError(
        `The development certificates${this.#files ? ` at ${this.#files.fileOf('ca')}` : ''} cannot be used: ` +
          `${error instanceof Error ? error.message : String(error)}. Delete their folder to have new ones made.`,
      );
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #currentAuthority(): Promise<CertifiedKey> {
    const now = this.#options.clock.now();
    this.#authority ??= current(await this.#store.read('ca'), isAuthority);
    // A server certificate that is made today must not outlive it.
    if (this.#authority && this.#authority.expiry > now + serverLifetime) return this.#authority.pair;
    const { issueAuthority } = await import('./issue-certificates.js');
    const name = `Local Service Bus of ${hostname()} (development only)`;
    const issued = await issueAuthority(name, validity(now, authorityLifetime));
    await this.#store.write('ca', issued);
    this.#authority = current(issued, isAuthority);
    this.#server = undefined;
    return issued;
  }

  async #currentServer(): Promise<CertifiedKey> {
    const { names, clock } = this.#options;
    const now = clock.now();
    const authority = await this.#currentAuthority();
    const isOurs = (pair: CertifiedKey): boolean => isServerOf(authority, pair, names);
    this.#server ??= current(await this.#store.read('server'), isOurs);
    if (this.#server && this.#server.expiry > now + renewalMargin) return this.#server.pair;
    const { issueServerCertificate } = await import('./issue-certificates.js');
    const issued = await issueServerCertificate(authority, names, validity(now, serverLifetime));
    await this.#store.write('server', issued);
    this.#server = current(issued, isOurs);
    return issued;
  }
}

/** A pair that was found to be right, and until when it is. */
interface Current {
  readonly pair: CertifiedKey;
  /** Milliseconds since the epoch. */
  readonly expiry: number;
}

function current(pair: CertifiedKey | undefined, isRight: (pair: CertifiedKey) => boolean): Current | undefined {
  return pair && isRight(pair) ? { pair, expiry: expiryOf(pair) } : undefined;
}

function validity(now: number, lifetime: number): Validity {
  return { from: new Date(now - backdating), to: new Date(now + lifetime - backdating) };
}
