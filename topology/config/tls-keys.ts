import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { whole, type ConfigKey } from './config-key';

/** A host name as certificates carry it (RFC 1123, and one wildcard as its first label), or an address. */
const HOST_NAME =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Items of a list, which is also written as one text with commas. */
const list = (isItem: (item: string) => boolean) =>
  z
    .union([z.array(z.coerce.string()), z.coerce.string().transform((text) => text.split(','))])
    .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
    .refine((items) => items.every(isItem) && new Set(items).size === items.length);

function isAuthorityCertificate(pem: string): boolean {
  if (pem === '') return true;
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}

/** Keys of encryption, certificates and the authorities that sign them. */
export const TLS_KEYS = {
  'tls.mode': {
    type: 'string',
    default: '',
    description:
      'Encryption: "on", "mtls" (nodes show client certificates too) or "off". Empty: on for a new cluster, as it is for one that exists',
    schema: z.enum(['', 'on', 'off', 'mtls']).transform((mode) => (mode === '' ? undefined : mode)),
    allowed: '"on", "off", "mtls" or empty',
  },
  'tls.names': {
    type: 'string',
    default: '',
    description:
      'What clients call the Docker host by, beside localhost and bindAddress: names and addresses, separated by commas',
    schema: list((item) => isIP(item) !== 0 || HOST_NAME.test(item)),
    allowed: 'host names and IP addresses, each once',
  },
  'tls.leafDays': {
    type: 'integer',
    default: 90,
    description: 'Days that a certificate holds',
    schema: whole(1, 3650),
    allowed: 'a whole number from 1 to 3650',
  },
  'tls.renewDays': {
    type: 'integer',
    default: 30,
    description: 'Days before its end from which a deployment renews a certificate',
    schema: whole(0, 3649),
    allowed: 'a whole number from 0 to 3649, below tls.leafDays',
  },
  'tls.authorities': {
    type: 'string',
    default: '',
    description:
      'Trusted certificate authorities, separated by commas: a number for one that is made, "own" for tls.caCertificate; the first one signs. Empty: own where there is one, else 1',
    schema: list((item) => item === 'own' || /^[1-9]\d{0,3}$/.test(item)),
    allowed: 'numbers from 1 to 9999 and "own", each once',
  },
  'tls.caCertificate': {
    type: 'string',
    default: '',
    description: "Certificate of one's own authority, PEM; its key is the secret tls.caKey",
    schema: z.string().refine(isAuthorityCertificate),
    allowed: 'the certificate of an authority (CA:TRUE) as PEM',
  },
} as const satisfies Record<string, ConfigKey>;
