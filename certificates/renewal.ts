import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { CertificateNames } from '../topology/tls/certificate-names';
import { certificatesIn } from './bundle';

/** What a container has: its certificate and those of the authorities that it trusts, PEM. */
export interface PresentCertificate {
  readonly certificate: string;
  readonly authorities: string;
}

/** What it is to have. */
export interface WantedCertificate {
  readonly names: CertificateNames;
  /** Certificate of the authority that signs, PEM. */
  readonly signer: string;
  /** Certificates of all trusted authorities, PEM. */
  readonly authorities: string;
  /** Days before its end from which a certificate is renewed. */
  readonly renewDays: number;
}

const DAY_MS = 86_400_000;

/**
 * Why a container needs another certificate, in words; undefined where it does not. Those that it trusts
 * are no reason of their own in PostgreSQL, but Patroni reads them again for another certificate alone.
 */
export function renewalReason(
  present: PresentCertificate | undefined,
  wanted: WantedCertificate,
  now = new Date(),
): string | undefined {
  if (present === undefined) return 'it has none';
  const leaf = parse(present.certificate);
  if (leaf === undefined) return 'its file is no certificate';
  const end = new Date(leaf.validTo);
  if (now > end) return `it expired on ${end.toISOString()}`;
  if (end.getTime() - now.getTime() < wanted.renewDays * DAY_MS) {
    return `it ends on ${end.toISOString()}`;
  }
  if (!leaf.verify(new X509Certificate(wanted.signer).publicKey)) return 'another authority signs';
  if (present.authorities !== wanted.authorities) return 'other authorities are trusted';
  const lacking = namesOf(wanted.names).filter((name) => !carries(leaf, name));
  if (lacking.length > 0) return `it lacks ${lacking.join(', ')}`;
  return count(leaf) > namesOf(wanted.names).length ? 'it has names that are none' : undefined;
}

/**
 * Whether two lists of trusted authorities, PEM, have a key in common: without one, neither side takes the
 * other's certificates.
 */
export function shareAuthority(one: string, other: string): boolean {
  const others = keysIn(other);
  return keysIn(one).some((key) => others.includes(key));
}

function keysIn(bundle: string): string[] {
  return certificatesIn(bundle).map((pem) =>
    new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function namesOf({ names, addresses }: CertificateNames): readonly string[] {
  return [...names, ...addresses];
}

function carries(leaf: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return leaf.checkIP(name) !== undefined;
  return (leaf.subjectAltName ?? '').split(', ').includes(`DNS:${name}`);
}

function count(leaf: X509Certificate): number {
  return (leaf.subjectAltName ?? '').split(', ').length;
}
