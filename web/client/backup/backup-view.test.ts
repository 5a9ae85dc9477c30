import { describe, expect, it } from 'vitest';
import type { RehearsalStatus } from '../../../manager/backup/backup-status';
import { BACKED_UP, BACKUPS, BACKUPS_AT } from '../../api/backups.fixture';
import { archiveRows, backupFigures, jobRows } from './backup-view';

const GROUPS = ['coordinator', 'worker-1', 'worker-2'];

describe('backupFigures', () => {
  it('tells what can be restored, and what is taken', () => {
    expect(backupFigures(BACKUPS, BACKED_UP.status.backup, BACKUPS_AT)).toEqual([
      { name: 'restorable from', value: '2026-11-19 04:05:30' },
      { name: 'to', value: '2026-11-28 04:05:05' },
      { name: 'newest point', value: '25 s ago' },
      { name: 'last proof', value: '3 d 0 h ago' },
      { name: 'space used', value: '412 MiB' },
    ]);
  });

  it('leaves out what is not known', () => {
    const elsewhere = BACKUPS.repositories.map((one) => ({ ...one, bytesUsed: null }));
    const nothing = { ...BACKUPS, window: null, repositories: elsewhere };
    expect(backupFigures(nothing, undefined, BACKUPS_AT)).toEqual([]);
  });
});

describe('the last proof', () => {
  const proof = (lastRehearsal?: RehearsalStatus): string | undefined =>
    backupFigures(BACKUPS, lastRehearsal && { lastRehearsal }, BACKUPS_AT).find(
      ({ name }) => name === 'last proof',
    )?.value;
  const failed = { at: BACKUPS_AT - 60_000, point: null, proved: false, rowsMs: null };

  it('says that it failed, or that there is none yet', () => {
    expect(proof({ ...failed, failed: ['no room'] })).toBe('failed 1 min ago');
    expect(backupFigures(BACKUPS, {}, BACKUPS_AT)).toContainEqual({
      name: 'last proof',
      value: 'none yet',
    });
  });
});

describe('archiveRows', () => {
  it('tells what waits, for how long, and what is missing', () => {
    const { status } = BACKED_UP;
    const rows = archiveRows(GROUPS, status.backup, BACKUPS.repositories, BACKUPS_AT);
    expect(rows.slice(0, 2)).toEqual([
      {
        ...{ group: 'coordinator', waiting: 'none', lag: 'none', gaps: [] },
        lastBackup: 'incremental, 4 h ago',
      },
      {
        ...{ group: 'worker-1', waiting: '2 files', lag: '1 min 15 s' },
        lastBackup: 'incremental, 4 h ago',
        gaps: ['000000020000000000000012 to 000000020000000000000013'],
      },
    ]);
  });

  it('has gaps alone where the manager does not tell', () => {
    const [, worker] = archiveRows(GROUPS, undefined, BACKUPS.repositories, BACKUPS_AT);
    expect(worker).toMatchObject({ waiting: '–', lag: '–', lastBackup: '–' });
    expect(worker?.gaps).toHaveLength(1);
  });
});

describe('jobRows', () => {
  it('tells what is at work and what failed, with its repository where there are two', () => {
    expect(jobRows(BACKUPS.repositories)).toMatchObject([
      { words: 'incremental backup of worker-1', share: 0.4, error: null },
      { words: 'differential backup of worker-2', error: 'no space left' },
    ]);
    const [first] = BACKUPS.repositories;
    const two = first === undefined ? [] : [first, { ...first, name: 'backup2', jobs: [] }];
    expect(jobRows(two)[0]?.words).toBe('incremental backup of worker-1 in backup');
  });
});
