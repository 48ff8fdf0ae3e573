import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectories } from '../../test/support/directory.js';
import { ManualClock } from '../engine/clock.js';
import { certificateNames } from './certificate-names.js';
import { DevelopmentCertificates } from './development-certificates.js';

const day = 86_400_000;
const directory = temporaryDirectories();

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

function certificatesIn(dataDirectory?: string, names: readonly string[] = ['localhost', '127.0.0.1']) {
  return new DevelopmentCertificates({ dataDirectory, names, clock });
}

async function serverOf(certificates: DevelopmentCertificates): Promise<X509Certificate> {
  return new X509Certificate((await certificates.server()).certificate);
}

describe('development certificates', () => {
  it('are a server certificate for its names and an authority that signed it', async () => {
    const certificates = certificatesIn();
    const authority = new X509Certificate(await certificates.authority());
    const server = await serverOf(certificates);

    expect(authority.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('elsewhere')).toBeUndefined();
  });

  it('are valid for as long as clients take: the server for less than 398 days, the authority for ten years', async () => {
    const certificates = certificatesIn();
    const authority = new X509Certificate(await certificates.authority());
    const server = await serverOf(certificates);
    const daysOf = ({ validFrom, validTo }: X509Certificate): number =>
      (Date.parse(validTo) - Date.parse(validFrom)) / day;

    expect(daysOf(server)).toBeLessThan(398);
    expect(daysOf(authority)).toBe(3650);
    expect(Date.parse(server.validFrom)).toBeLessThan(clock.now());
  });

  it('are made once, however many ask at once', async () => {
    const certificates = certificatesIn();
    const [first, second] = await Promise.all([certificates.server(), certificates.server()]);
    expect(second).toBe(first);
    expect(await certificates.server()).toBe(first);
  });

  it('stay the same from one start to the next', async () => {
    const dataDirectory = directory();
    const before = await certificatesIn(dataDirectory).server();
    expect(await certificatesIn(dataDirectory).server()).toEqual(before);
  });

  it('are renewed a month before they expire, under the same authority', async () => {
    const certificates = certificatesIn(directory());
    const authority = await certificates.authority();
    const before = await certificates.server();

    clock.advance(365 * day);
    expect(await certificates.server()).toBe(before);
    clock.advance(day);
    const renewed = await serverOf(certificates);

    expect(renewed.fingerprint).not.toBe(new X509Certificate(before.certificate).fingerprint);
    expect(renewed.verify(new X509Certificate(authority).publicKey)).toBe(true);
    expect(await certificates.authority()).toBe(authority);
  });

  it('get a new authority before the old one would expire under a server certificate', async () => {
    const certificates = certificatesIn(directory());
    const authority = await certificates.authority();

    clock.advance(3649 * day - 397 * day);
    const renewed = await certificates.authority();

    expect(renewed).not.toBe(authority);
    expect((await serverOf(certificates)).verify(new X509Certificate(renewed).publicKey)).toBe(true);
  });

  it.each([
    ['more', ['localhost', '127.0.0.1', 'bus.example.com']],
    ['fewer', ['localhost']],
  ])('are made anew for %s names, under the same authority', async (_, names) => {
    const dataDirectory = directory();
    const before = certificatesIn(dataDirectory);
    await before.server();
    const after = certificatesIn(dataDirectory, names);

    const server = await serverOf(after);

    expect(server.subjectAltName?.split(', ')).toHaveLength(names.length);
    expect(await after.authority()).toBe(await before.authority());
  });

  it('keep their keys from others', async () => {
    const certificates = certificatesIn(directory());
    await certificates.server();
    const file = certificates.authorityFile ?? '';

    expect(readFileSync(file, 'utf8')).toBe(await certificates.authority());
    const mode = (name: string): number => statSync(file.replace('ca.pem', name)).mode & 0o077;
    // Windows keeps no permission bits; the folder of the user protects the file there.
    if (process.platform !== 'win32') expect([mode('ca-key.pem'), mode('server-key.pem')]).toEqual([0, 0]);
  });

  it('are not replaced when they are damaged: what clients trust is not changed behind their backs', async () => {
    const dataDirectory = directory();
    mkdirSync(join(dataDirectory, 'certificates'));
    for (const name of ['ca.pem', 'ca-key.pem']) writeFileSync(join(dataDirectory, 'certificates', name), 'nonsense');

    await expect(certificatesIn(dataDirectory).authority()).rejects.toThrow(
      /certificates.ca\.pem cannot be used: .* Delete their folder/,
    );
  });
});

describe('the names in a certificate', () => {
  it('are those of this machine, the address that is listened on, and those asked for', () => {
    expect(certificateNames('192.168.1.7', ['*.ServiceBus.windows.net'])).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', '::1', '192.168.1.7', '*.servicebus.windows.net']),
    );
  });

  it('leave out the address that means all', () => {
    expect(certificateNames('0.0.0.0')).not.toContain('0.0.0.0');
  });

  it.each(['', 'a b', 'https://bus', 'bus:5671', '*', 'bus.*.com'])('cannot be "%s"', (name) => {
    expect(() => certificateNames('127.0.0.1', [name])).toThrow(`'${name}' cannot stand in a certificate`);
  });
});
