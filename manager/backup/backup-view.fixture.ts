import type { BackupJob } from './agent-protocol';
import type { GroupArchive } from './archive-watch';
import type { BackupView } from './backup-view';
import { backup, repository, stanza } from './backups.fixture';
import type { RestorePoint } from './catalogue';

/** Unix time of the view, s. */
export const NOW = 1_800_000_000;

/** A group whose log is archived as soon as it is complete. */
export const ARCHIVED: GroupArchive = {
  ...{ isOn: true, timeline: 1, next: '000000010000000000000009' },
  ...{ waiting: 0, lagSeconds: null, failingSeconds: null },
};

/** A point at which both groups have the first files behind them. */
export function restorePoint(name: string, at: number): RestorePoint {
  const groups = ['coordinator', 'worker-1'].map((group) => ({
    ...{ group, timeline: 1, lsn: '0/8000100', segment: '000000010000000000000008' },
  }));
  return { name, at, widthMs: 3, groups };
}

/** A job that failed a minute ago. */
export function failedJob(differs: Partial<BackupJob> = {}): BackupJob {
  return {
    ...{ stanza: 'worker-1', kind: 'backup', type: 'incr', state: 'failed' },
    ...{ start: NOW - 120, stop: NOW - 60, progress: null, error: 'no space left', ...differs },
  };
}

/** Two groups, each with a full backup of an hour ago and an incremental one of half an hour ago. */
export const VIEW: BackupView = {
  groups: ['coordinator', 'worker-1'],
  repositories: [
    {
      ...{ name: 'backup', silentSeconds: 0, gaps: new Map() },
      state: repository({
        stanzas: ['coordinator', 'worker-1'].map((name, index) =>
          stanza(
            name,
            backup({ start: NOW - 3600, stop: NOW - 3500 + index }),
            backup({ type: 'incr', start: NOW - 1800, stop: NOW - 1750 }),
          ),
        ),
      }),
    },
  ],
  archives: new Map([
    ['coordinator', ARCHIVED],
    ['worker-1', ARCHIVED],
  ]),
  points: { newest: restorePoint('newest', (NOW - 30) * 1000), ageSeconds: 30, failure: undefined },
  proofFailure: undefined,
  rehearsal: undefined,
  rehearsalDays: 0,
  schedule: { full: 168, differential: 24, incremental: 6 },
  restorePointSeconds: 60,
  watchedSeconds: 10_000,
  now: NOW,
};
