import { X509Certificate } from 'node:crypto';
import { certificatesIn } from '../../certificates/bundle';
import type { CertificateFindings } from './certificate-findings';

/** A certificate authority that the cluster trusts. */
export interface AuthorityStatus {
  /** Its common name. */
  readonly name: string;
  /** Its end, ISO 8601. */
  readonly expiresAt: string;
  /** Seconds until then; negative after it. */
  readonly secondsLeft: number;
  /** Seconds from its beginning to its end. */
  readonly validSeconds: number;
}

const DAY_S = 86_400;

/**
 * From so many days before its end on an authority is told of, and then is a fault: early, as its
 * clients have to be given another one first, and no certificate outlives it. One that is short-lived
 * is told of in the last part of its time.
 */
const NOTICE = { days: 90, part: 1 / 4 };
const FAULT = { days: 30, part: 1 / 12 };

/** The authorities of a file, PEM, as they are told at a moment, ms since the Unix epoch. */
export function describeAuthorities(pem: string, now: number): AuthorityStatus[] {
  return certificatesIn(pem).map((text) => {
    const { subject, validFrom, validTo } = new X509Certificate(text);
    const [start, end] = [Date.parse(validFrom), Date.parse(validTo)];
    return {
      name: commonName(subject),
      expiresAt: new Date(end).toISOString(),
      secondsLeft: Math.floor((end - now) / 1000),
      validSeconds: (end - start) / 1000,
    };
  });
}

/** Which authorities should be replaced, and which must be. */
export function authorityFindings(authorities: readonly AuthorityStatus[]): CertificateFindings {
  const reasons: string[] = [];
  const notices: string[] = [];
  for (const authority of authorities) {
    const { name, expiresAt, secondsLeft } = authority;
    if (secondsLeft >= before(authority, NOTICE)) continue;
    const verb = secondsLeft <= 0 ? 'expired' : 'expires';
    const text = `authority ${name} ${verb} on ${expiresAt}: \`npm run certificates -- rotate-ca\` replaces it`;
    (secondsLeft < before(authority, FAULT) ? reasons : notices).push(text);
  }
  return { reasons, notices };
}

/** The common name of a subject or issuer as Node writes them, a part a line; else all of it. */
export function commonName(names: string): string {
  return /^CN=(.*)$/m.exec(names)?.[1] ?? names;
}

/** Seconds before the end. */
function before({ validSeconds }: AuthorityStatus, { days, part }: typeof NOTICE): number {
  return Math.min(days * DAY_S, validSeconds * part);
}
