import type { BackupSet } from '../../running/backup/backup-sets';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import type { Backups, RestorePlanAnswer } from './backups';
import { wellState } from './cluster.fixture';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** When all of it was looked at, ms since the Unix epoch. */
export const BACKUPS_AT = Date.parse('2026-11-28T04:05:30Z');

const before = (ms: number): number => BACKUPS_AT - ms;

function set(type: BackupSet['type'], ageMs: number, differs: Partial<BackupSet> = {}): BackupSet {
  return {
    ...{ type, start: before(ageMs + 40_000), stop: before(ageMs), lacks: [], damaged: false },
    ...{ bytes: 457 * 1024 ** 2, repositoryBytes: (type === 'full' ? 96 : 7) * 1024 ** 2 },
    ...differs,
  };
}

/** Nine days of a stack's backups: a hole of half an hour, an incremental backup under way. */
export const BACKUPS: Backups = {
  ...{ stack: 'dev', at: BACKUPS_AT, silent: [], begun: null },
  window: { from: before(9 * 24 * HOUR), to: before(25_000) },
  spans: [
    { from: before(9 * 24 * HOUR), to: before(4 * 24 * HOUR) },
    { from: before(3.5 * 24 * HOUR), to: before(3 * HOUR) },
    { from: before(2.5 * HOUR), to: before(25_000) },
  ],
  repositories: [
    {
      name: 'backup',
      sets: [
        ...[4, 10, 16].map((hours) => set('incr', hours * HOUR)),
        set('diff', 22 * HOUR),
        set('incr', 28 * HOUR, { lacks: ['worker-1'] }),
        set('full', 2 * 24 * HOUR),
        ...[3, 4, 5, 6, 7, 8].map((days) => set('diff', days * 24 * HOUR)),
        set('full', 9 * 24 * HOUR + HOUR),
      ],
      gaps: { 'worker-1': ['000000020000000000000012 to 000000020000000000000013'] },
      jobs: [
        {
          ...{ stanza: 'worker-1', kind: 'backup', type: 'incr', state: 'runs', progress: 0.4 },
          ...{ start: before(MINUTE) / 1000, stop: null, error: null },
        },
        {
          ...{ stanza: 'worker-2', kind: 'backup', type: 'diff', state: 'failed', progress: null },
          ...{ start: before(HOUR) / 1000, stop: before(HOUR) / 1000, error: 'no space left' },
        },
      ],
      bytesUsed: 412 * 1024 ** 2,
      bytesFree: 18 * 1024 ** 3,
    },
  ],
};

/** What a restore to the newest point would do. */
export const RESTORE_PLAN: RestorePlanAnswer = {
  ...{ point: 'point-20261128T040505Z-5c1e', at: before(25_000), neededBytes: 1024 ** 3 },
  groups: ['coordinator', 'worker-1', 'worker-2', 'worker-3'].map((group) => ({
    ...{ group, type: 'incr', stop: before(4 * HOUR), bytes: 143 * 1024 ** 2 },
    ...{ repository: 'backup', leader: `${group}-b`, kept: `${group}-a` },
  })),
};

const cluster = wellState(planCluster(parseClusterConfig('dev', {})));

/** That stack as its manager tells of it. */
export const BACKED_UP = {
  ...cluster,
  at: new Date(BACKUPS_AT).toISOString(),
  status: {
    ...cluster.status,
    backup: {
      repositories: [{ name: 'backup', healthy: true, bytesUsed: 1, bytesFree: 9 }],
      groups: cluster.plan.groups.map(({ name }, index) => ({
        ...{ group: name, waiting: index === 1 ? 2 : 0, lagSeconds: index === 1 ? 75 : null },
        ...{ gaps: [], lastBackup: { type: 'incr' as const, stop: before(4 * HOUR) / 1000 } },
      })),
      window: BACKUPS.window,
      newestPoint: { name: RESTORE_PLAN.point, ageSeconds: 25 },
      lastRehearsal: {
        ...{ at: before(3 * 24 * HOUR), point: RESTORE_PLAN.point, proved: true },
        ...{ rowsMs: 55_000, failed: [] },
      },
      ...{ failures: [], jobs: ['incremental backup of worker-1, 40 %'] },
    },
  },
};
