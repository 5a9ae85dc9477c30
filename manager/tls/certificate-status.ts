import type { X509Certificate } from 'node:crypto';
import { commonName, type AuthorityStatus } from './authority-status';
import type { CertificateFindings } from './certificate-findings';
import type { ServedPort } from './served-certificate';

/** A certificate that a container serves, or why none could be read. */
export type CertificateStatus = {
  /** The container's name inside the cluster. */
  readonly container: string;
  readonly port: number;
} & (
  | {
      /** Its end, ISO 8601. */
      readonly expiresAt: string;
      /** Seconds until then; negative after it. */
      readonly secondsLeft: number;
      /** Its serial number, hex. */
      readonly serial: string;
      /** Common name of the authority that signed it. */
      readonly authority: string;
    }
  | { readonly error: string }
);

const DAY_S = 86_400;

/** From so many days before its end on a certificate is told of, and then is a fault. */
const NOTICE_DAYS = 30;
const FAULT_DAYS = 7;

/** A certificate as it is told at a moment, ms since the Unix epoch. */
export function describeCertificate(
  { container, port }: ServedPort,
  { validTo, serialNumber, issuer }: X509Certificate,
  now: number,
): CertificateStatus {
  const end = new Date(validTo);
  return {
    container,
    port,
    expiresAt: end.toISOString(),
    secondsLeft: Math.floor((end.getTime() - now) / 1000),
    serial: serialNumber,
    authority: commonName(issuer),
  };
}

/**
 * Which certificates should be renewed, and which must be.
 *
 * @param renewDays days before its end from which a deployment renews a certificate: before that nobody
 * is told to deploy, as that would change nothing
 * @param authorities those that are trusted: one that ends with its authority is no longer-lived when it
 * is renewed, and the authority is what is told of
 */
export function certificateFindings(
  certificates: readonly CertificateStatus[],
  renewDays: number,
  authorities: readonly AuthorityStatus[] = [],
): CertificateFindings {
  const noticeS = Math.min(NOTICE_DAYS, renewDays) * DAY_S;
  const faultS = Math.min(FAULT_DAYS, renewDays / 4) * DAY_S;
  const reasons: string[] = [];
  const notices: string[] = [];
  for (const certificate of certificates) {
    if ('error' in certificate) continue;
    // One that is past its end is told of in any case.
    if (certificate.secondsLeft > 0 && certificate.secondsLeft >= noticeS) continue;
    const { container, secondsLeft, expiresAt } = certificate;
    const signer = authorities.find(({ name }) => name === certificate.authority);
    if (signer !== undefined && expiresAt >= signer.expiresAt) continue;
    const verb = secondsLeft <= 0 ? 'expired' : 'expires';
    const text = `certificate of ${container} ${verb} on ${expiresAt}: \`npm run up\` renews it`;
    (secondsLeft <= 0 || secondsLeft < faultS ? reasons : notices).push(text);
  }
  // A container that serves one certificate at several ports is told of once.
  return { reasons: [...new Set(reasons)], notices: [...new Set(notices)] };
}
