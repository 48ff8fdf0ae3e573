import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CertifiedKey } from './certified-key.js';

/** Where certified keys are kept: a directory, or nowhere. */
export interface CertificateStore {
  read(name: string): Promise<CertifiedKey | undefined>;
  write(name: string, pair: CertifiedKey): Promise<void>;
}

export const noCertificateStore: CertificateStore = {
  read: async () => undefined,
  write: async () => undefined,
};

/** Keeps `NAME.pem` and `NAME-key.pem` in the directory; nobody but its owner may read a key. */
export class CertificateFiles implements CertificateStore {
  constructor(private readonly directory: string) {}

  fileOf(name: string): string {
    return join(this.directory, `${name}.pem`);
  }

  async read(name: string): Promise<CertifiedKey | undefined> {
    const [certificate, key] = await Promise.all([this.#read(name), this.#read(`${name}-key`)]);
    return certificate === undefined || key === undefined ? undefined : { certificate, key };
  }

  async write(name: string, { certificate, key }: CertifiedKey): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await this.#write(`${name}-key`, key, 0o600);
    await this.#write(name, certificate, 0o644);
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(this.fileOf(name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Nobody finds it half written. */
  async #write(name: string, text: string, mode: number): Promise<void> {
    const file = this.fileOf(name);
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, text, { mode });
    await rename(unfinished, file);
  }
}
