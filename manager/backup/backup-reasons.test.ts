import { describe, expect, it } from 'vitest';
import type { RepositoryState } from './agent-protocol';
import { backup, repository, stanza } from './backups.fixture';
import { backupNotices, backupReasons } from './backup-reasons';
import { ARCHIVED, failedJob, NOW, VIEW } from './backup-view.fixture';
import type { BackupView, RepositoryView } from './backup-view';

const [first] = VIEW.repositories as [RepositoryView];
const withRepository = (differs: Partial<RepositoryView>): BackupView => ({
  ...VIEW,
  repositories: [{ ...first, ...differs }],
});
const withState = (differs: Partial<RepositoryState>): BackupView =>
  withRepository({ state: repository({ ...first.state, ...differs }) });
const withArchive = (differs: Partial<typeof ARCHIVED>): BackupView => ({
  ...VIEW,
  archives: new Map([...VIEW.archives, ['worker-1', { ...ARCHIVED, ...differs }]]),
});
const withPoints = (differs: Partial<BackupView['points']>, every = 60): BackupView => ({
  ...VIEW,
  points: { ...VIEW.points, ...differs },
  restorePointSeconds: every,
});
const withBackups = (...backups: Parameters<typeof backup>): BackupView =>
  withState({ stanzas: VIEW.groups.map((name) => stanza(name, ...backups.map(backup))) });
const gap = (closed: boolean) => ({ timeline: '00000001', first: 5, last: 7, closed });

describe('backupReasons', () => {
  it.each<[string, BackupView, string | undefined]>([
    ['all is well', VIEW, undefined],
    ['a repository is silent for a moment', withRepository({ silentSeconds: 20 }), undefined],
    ['it stays silent', withRepository({ silentSeconds: 31 }), 'backup does not answer'],
    [
      'it is unreadable',
      withState({ error: 'no key' }),
      "the repository of backup can't be read: no key",
    ],
    [
      'its volume is nearly full',
      withState({ bytesUsed: 91, bytesFree: 9 }),
      'the volume of backup is 91 % full',
    ],
    ['log waits for a moment', withArchive({ waiting: 3, lagSeconds: 100 }), undefined],
    [
      'log waits',
      withArchive({ waiting: 3, lagSeconds: 181 }),
      '3 log files of worker-1 wait to be archived for 3 min 01 s',
    ],
    [
      'archiving fails',
      withArchive({ waiting: 1, lagSeconds: 90, failingSeconds: 80 }),
      '1 log file of worker-1 waits to be archived for 1 min 30 s; archiving fails for 1 min 20 s',
    ],
    ['nothing is archived yet', withArchive({ isOn: false, failingSeconds: 80 }), undefined],
    [
      'log has a hole',
      withRepository({ gaps: new Map([['worker-1', [gap(false)]]]) }),
      "backup lacks log of worker-1, 000000010000000000000005 to 000000010000000000000007: what came after can't be restored before its next backup",
    ],
    ['a hole is closed', withRepository({ gaps: new Map([['worker-1', [gap(true)]]]) }), undefined],
    ['the full backup is due', withBackups({ start: NOW - 170 * 3600 }), undefined],
    [
      'it is overdue',
      withState({
        stanzas: [
          ...(first.state?.stanzas.slice(0, 1) ?? []),
          stanza('worker-1', backup({ start: NOW - 337 * 3600 })),
        ],
      }),
      'the newest full backup of worker-1 in backup is 337 h old; one is due every 168 h',
    ],
    ['points are rare', withPoints({ ageSeconds: 900 }, 600), undefined],
    [
      'points lack',
      withPoints({ ageSeconds: 181, failure: 'no point: worker-1-a: timeout' }),
      'there is no newer restore point for 3 min 01 s: no point: worker-1-a: timeout',
    ],
    [
      'there is no point',
      withPoints({ newest: undefined, ageSeconds: 200 }),
      'there is no restore point for 3 min 20 s',
    ],
    [
      'files are damaged',
      withState({ jobs: [failedJob({ kind: 'verification', error: '1 file is damaged' })] }),
      'verification of worker-1 in backup failed: 1 file is damaged',
    ],
    ['a backup failed and an older one is there', withState({ jobs: [failedJob()] }), undefined],
  ])('where %s', (_, view, reason) => {
    expect(backupReasons(view)).toEqual(reason === undefined ? [] : [reason]);
  });

  it('are silent of the first backup while it is made, and tell what it fails of', () => {
    const stanzas = first.state?.stanzas.slice(0, 1) ?? [];
    expect(backupReasons({ ...withState({ stanzas }), watchedSeconds: 60 })).toEqual([]);
    expect(backupReasons(withState({ stanzas }))).toEqual(['worker-1 has no backup in backup yet']);
    const running = failedJob({ state: 'runs', type: 'full' });
    expect(backupReasons(withState({ stanzas, jobs: [running] }))).toEqual([]);
    expect(backupReasons(withState({ stanzas, jobs: [failedJob({ type: 'full' })] }))).toEqual([
      'full backup of worker-1 in backup failed: no space left',
    ]);
  });
});

describe('backupNotices', () => {
  it('tell of a backup that is tried again while older ones are there', () => {
    expect(backupNotices(VIEW)).toEqual([]);
    expect(backupNotices(withState({ jobs: [failedJob()] }))).toEqual([
      'incremental backup of worker-1 in backup failed: no space left; it is tried again',
    ]);
  });
});

describe('a backup that the end of its container has cut off', () => {
  const interrupted = failedJob({
    state: 'interrupted',
    error: "the repository's container ended",
  });

  it('is told, but is no fault: it begins again at once', () => {
    const view = withState({ jobs: [interrupted] });
    expect(backupReasons(view)).toEqual([]);
    expect(backupNotices(view)).toEqual([
      "incremental backup of worker-1 in backup was interrupted: the repository's container ended",
    ]);
  });

  it('is a fault where there is still none after ten minutes', () => {
    const stanzas = first.state?.stanzas.slice(0, 1) ?? [];
    const view = withState({ stanzas, jobs: [interrupted] });
    expect(backupReasons({ ...view, watchedSeconds: 60 })).toEqual([]);
    expect(backupReasons(view)).toEqual(['worker-1 has no backup in backup yet']);
  });
});

describe('a rehearsal of a restore', () => {
  const rehearsed = (differs: Partial<BackupView>, failed: readonly string[] = []): BackupView => ({
    ...VIEW,
    rehearsal: {
      ...{ version: 1, at: (NOW - 3 * 86_400) * 1000, point: null },
      verdict: failed.length > 0 ? 'failed' : 'proved',
      ...{ rowsMs: 1, standbysMs: 2, totalMs: 3 },
      checks: failed.map((check) => ({
        ...{ check, result: 'failed', findings: ['99 rows, kept are 100'], ms: 1 },
      })),
    },
    ...differs,
  });

  it('that failed is a reason', () => {
    expect(backupReasons(rehearsed({}))).toEqual([]);
    expect(backupReasons(rehearsed({}, ['rows']))).toEqual([
      'the last rehearsal of a restore, 72 h ago, failed: rows: 99 rows, kept are 100',
    ]);
  });

  it('is asked for where it is wanted', () => {
    expect(backupNotices(rehearsed({}))).toEqual([]);
    expect(backupNotices(rehearsed({ rehearsalDays: 7 }))).toEqual([]);
    expect(backupNotices(rehearsed({ rehearsalDays: 2 }))).toEqual([
      'the last rehearsal of a restore was 3 days ago; one is wanted every 2 days (npm run rehearse)',
    ]);
    expect(backupNotices({ ...VIEW, rehearsalDays: 7 })).toEqual([
      'no restore has been rehearsed yet; one is wanted every 7 days (npm run rehearse)',
    ]);
  });
});
