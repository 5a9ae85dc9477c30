import { describe, expect, it } from 'vitest';
import { repository } from './backups.fixture';
import { failedJob, NOW, VIEW } from './backup-view.fixture';
import type { RepositoryView } from './backup-view';
import { describeBackups } from './describe-backups';

const [first] = VIEW.repositories as [RepositoryView];

describe('describeBackups', () => {
  it('tells from when to when all groups can be restored', () => {
    const status = describeBackups(VIEW);
    expect(status.window).toEqual({ from: (NOW - 3499) * 1000, to: (NOW - 30) * 1000 });
    expect(status.newestPoint).toEqual({ name: 'newest', ageSeconds: 30 });
    expect(status.groups[1]).toEqual({
      ...{ group: 'worker-1', waiting: 0, lagSeconds: null, gaps: [] },
      lastBackup: { type: 'incr', stop: NOW - 1750 },
    });
    expect(status.repositories).toEqual([
      { name: 'backup', healthy: true, bytesUsed: 10, bytesFree: 90 },
    ]);
    expect([...status.failures, ...status.jobs]).toEqual([]);
  });

  it('tells of nothing that can be restored before every group has a backup', () => {
    const groups = [...VIEW.groups, 'worker-2'];
    const status = describeBackups({ ...VIEW, groups });
    expect(status.window).toBeNull();
    expect(status.groups[2]).toMatchObject({ waiting: null, lastBackup: null });
  });

  it('tells of jobs and of what failed', () => {
    const running = failedJob({ state: 'runs', type: 'full', progress: 0.404, error: null });
    const jobs = [running, failedJob({ stanza: 'coordinator' })];
    const state = repository({ ...first.state, jobs });
    const points = { ...VIEW.points, failure: 'no point: worker-1-a: it does not answer' };
    const status = describeBackups({ ...VIEW, points, repositories: [{ ...first, state }] });
    expect(status.jobs).toEqual(['full backup of worker-1, 40 %']);
    expect(status.failures).toEqual([
      points.failure,
      'incremental backup of coordinator in backup failed: no space left',
    ]);
  });
});
