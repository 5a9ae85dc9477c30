import { z } from 'zod';
import { REPOSITORIES, SCHEDULE } from '../backup/backup-schema';
import { flag, whole, type ConfigKey } from './config-key';

/** Keys of what is backed up, where to, how often and for how long. */
export const BACKUP_KEYS = {
  'backup.enabled': {
    type: 'string',
    default: '',
    description:
      'Whether the cluster is backed up: true or false. Empty: where its connections are encrypted',
    schema: z
      .union([z.literal(''), flag])
      .transform((enabled) => (enabled === '' ? undefined : enabled)),
    allowed: 'true, false or empty',
  },
  'backup.repo': {
    type: 'object',
    default: {},
    description:
      'Where backups are kept: type "volume", "s3" or "sftp" with what each takes; empty for a volume on the host, of several hosts on one of them',
    ...REPOSITORIES.first,
  },
  'backup.repo2': {
    type: 'object',
    default: {},
    description:
      'A second place that holds all backups too, as backup.repo; a volume is on another host, where there are several; empty for none',
    ...REPOSITORIES.second,
  },
  'backup.schedule': {
    type: 'object',
    default: {},
    description:
      'Hours between two backups of a kind: full (default 168), differential (24), incremental (6); 0 for none of the latter two',
    ...SCHEDULE,
  },
  'backup.retention': {
    type: 'integer',
    default: 2,
    description: 'Full backups that are kept, each with what follows it',
    schema: whole(1, 1000),
    allowed: 'a whole number from 1 to 1000',
  },
  'backup.restorePointSeconds': {
    type: 'integer',
    default: 60,
    description: 'Between two moments that the whole cluster can be restored to, s',
    schema: whole(10, 86_400),
    allowed: 'a whole number from 10 to 86400',
  },
  'backup.proofHours': {
    type: 'integer',
    default: 1,
    description:
      'Hours between two restore points with which rows are counted and hashed, for a rehearsal to compare; 0 for none',
    schema: whole(0, 8760),
    allowed: 'a whole number from 1 to 8760, or 0 for none',
  },
  'backup.rehearsalDays': {
    type: 'integer',
    default: 0,
    description:
      'Days after which status asks for another rehearsal of a restore (npm run rehearse); 0 for never',
    schema: whole(0, 3650),
    allowed: 'a whole number from 1 to 3650, or 0 for never',
  },
  'backup.archiveTimeoutSeconds': {
    type: 'integer',
    default: 60,
    description: 'Longest time that a change waits in a log file that is not full, s',
    schema: whole(10, 86_400),
    allowed: 'a whole number from 10 to 86400',
  },
  'backup.queueMaxGiB': {
    type: 'integer',
    default: 4,
    description:
      'Log that may wait on a node to be archived, GiB; beyond it the log is given up, and a backup closes the gap',
    schema: whole(1, 65_536),
    allowed: 'a whole number from 1 to 65536',
  },
} as const satisfies Record<string, ConfigKey>;
