import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A private key and the certificate for its public half, both as PEM text. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** Whether the pair is an authority that can sign. @throws on damaged PEM. */
export function isAuthority(pair: CertifiedKey): boolean {
  const certificate = new X509Certificate(pair.certificate);
  return certificate.ca && belongs(certificate, pair);
}

/** Whether the authority signed the pair, for exactly these names. @throws on damaged PEM. */
export function isServerOf(authority: CertifiedKey, pair: CertifiedKey, names: readonly string[]): boolean {
  const certificate = new X509Certificate(pair.certificate);
  return (
    belongs(certificate, pair) &&
    certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    isForNames(certificate, names)
  );
}

/** When it expires, in milliseconds since the epoch. */
export function expiryOf({ certificate }: CertifiedKey): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

function belongs(certificate: X509Certificate, { key }: CertifiedKey): boolean {
  return certificate.checkPrivateKey(createPrivateKey(key));
}

function isForNames(certificate: X509Certificate, names: readonly string[]): boolean {
  const has = (name: string): boolean =>
    (isIP(name) === 0 ? certificate.checkHost(name, { subject: 'never' }) : certificate.checkIP(name)) !== undefined;
  return certificate.subjectAltName?.split(', ').length === names.length && names.every(has);
}
