import { describe, expect, it } from 'vitest';
import type { BackupStatus } from '../manager/backup/backup-status';
import type { BackupPlan } from '../topology/backup/backup-plan';
import { backupLine } from './backup-line';

const PLAN = { backup: {} as BackupPlan };
const AT = Date.parse('2026-11-27T22:15:59Z');
const STATUS: BackupStatus = {
  repositories: [{ name: 'backup', healthy: true, bytesUsed: 2048, bytesFree: 4096 }],
  groups: [{ group: 'coordinator', waiting: 0, lagSeconds: null, gaps: [], lastBackup: null }],
  window: { from: AT, to: AT + 60_000 },
  newestPoint: { name: 'point', ageSeconds: 42 },
  failures: [],
  jobs: [],
};

describe('backupLine', () => {
  it('says from when on the cluster can be restored, and to when', () => {
    expect(backupLine({ backup: STATUS }, PLAN)).toBe(
      'backups: restorable from 2026-11-27 22:15 UTC on; newest point 42.0 s ago; 2.0 KiB',
    );
  });

  it('says what is under way, and what waits', () => {
    const [group] = STATUS.groups;
    const groups = group === undefined ? [] : [{ ...group, waiting: 3 }];
    const jobs = ['full backup of worker-1, 40 %'];
    const backup = { ...STATUS, window: null, newestPoint: null, groups, jobs };
    expect(backupLine({ backup }, PLAN)).toBe(
      'backups: nothing can be restored yet; 3 log files to be archived; 2.0 KiB; full backup of worker-1, 40 %',
    );
  });

  it('says when a restore was proved last', () => {
    const lastRehearsal = { at: AT, point: 'p', proved: true, rowsMs: 1, failed: [] };
    const line = (proved: boolean): string | undefined =>
      backupLine(
        { backup: { ...STATUS, lastRehearsal: { ...lastRehearsal, proved } } },
        PLAN,
        AT + 76 * 3_600_000,
      );
    expect(line(true)).toContain('; proved 3 d 4 h ago; ');
    expect(line(false)).toContain('; not proved 3 d 4 h ago; ');
  });

  it('says that there are none, and nothing where nobody tells', () => {
    expect(backupLine({}, {})).toBe('backups: none');
    expect(backupLine({}, PLAN)).toBeUndefined();
  });
});
