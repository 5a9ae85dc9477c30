import type { ContainerPlan } from '../plan';

/** Where a container's certificates are mounted. */
export const CERTIFICATE_VOLUME = '/certificates';

/** The directory in use there: a symbolic link, so that all files of it change at once. */
const CURRENT = `${CERTIFICATE_VOLUME}/current`;

/** A container's certificate, its key, and whom it trusts, each as PEM. */
export const CERTIFICATE_FILES = {
  certificate: `${CURRENT}/certificate.pem`,
  key: `${CURRENT}/key.pem`,
  /** Both in one file, as HAProxy wants them. */
  pair: `${CURRENT}/pair.pem`,
  /** Certificates of all trusted authorities. */
  authorities: `${CURRENT}/authorities.pem`,
} as const;

/**
 * Number of the group that may read keys. PostgreSQL and libpq take a key that belongs to root and is
 * readable for one group; the images know the group by this number, whatever the users' numbers are.
 */
export const CERTIFICATE_GROUP = 7000;

/** Name of a container's volume of certificates on the engine. */
export function certificateVolume({ container }: ContainerPlan): string {
  return `${container}-certificates`;
}
