import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { BackupSchedule } from './backup-config';

/** A value that stands on a line of pgBackRest's configuration. */
const line = z.string().regex(/^[^\s\p{Cc}](.*[^\s\p{Cc}])?$/u);
const absolute = line.regex(/^\/[^/]/);
const port = z.coerce.number().int().min(1).max(65_535);

const REPOSITORY = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('volume') }),
  z.strictObject({
    type: z.literal('s3'),
    bucket: line,
    endpoint: line.regex(/^[a-z0-9.-]+(:\d{1,5})?$/i),
    region: line,
    path: absolute.optional(),
    uriStyle: z.enum(['host', 'path']).default('host'),
    caCertificate: z.string().refine(isCertificate).default(''),
  }),
  z.strictObject({
    type: z.literal('sftp'),
    host: line.regex(/^[a-z0-9.-]+$/i),
    port: port.default(22),
    user: line,
    path: absolute,
    hostFingerprint: z.string().regex(/^[0-9a-f]{40}$/),
  }),
]);

function isCertificate(pem: string): boolean {
  if (pem === '') return true;
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

/** An object without anything stands for the default. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const ALLOWED =
  'type "volume"; type "s3" with bucket, endpoint (HOST or HOST:PORT), region and, as needed, path, uriStyle (host or path), caCertificate (PEM); or type "sftp" with host, user, path, hostFingerprint (SHA-1 of its key, 40 hexadecimal digits) and, as needed, port';

/** A place as it is configured. */
export type GivenRepository = z.infer<typeof REPOSITORY>;

/** The keys `backup.repo` and `backup.repo2`. */
export const REPOSITORIES = {
  first: {
    schema: z.preprocess((value) => (isEmpty(value) ? { type: 'volume' } : value), REPOSITORY),
    allowed: ALLOWED,
  },
  second: {
    schema: z.preprocess((value) => (isEmpty(value) ? undefined : value), REPOSITORY.optional()),
    allowed: `${ALLOWED}; or {} for none`,
  },
} as const;

const hours = (least: number, usual: number) =>
  z.coerce.number().int().min(least).max(8760).default(usual);

/** The key `backup.schedule`. */
export const SCHEDULE = {
  schema: z
    .strictObject({ full: hours(1, 168), differential: hours(0, 24), incremental: hours(0, 6) })
    .transform((schedule): BackupSchedule => schedule),
  allowed:
    'hours between two backups of a kind: full (1 to 8760), differential and incremental (0 for none, to 8760)',
} as const;
