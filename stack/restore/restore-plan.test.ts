import { describe, expect, it } from 'vitest';
import type { LayoutFile, RestorePoint } from '../../manager/backup/catalogue';
import type { GroupSource } from '../../running/backup/backups-for-point';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { planLines, planRestore, refuseFullDisk, refuseOtherLayout } from './restore-plan';

const GIB = 1024 ** 3;
const plan = planCluster(
  parseClusterConfig('dev', { engine: 'native', 'workers.count': '1', 'workers.standbys': '0' }),
);
const AT = Date.UTC(2026, 10, 27, 12);
const point: RestorePoint = { name: 'point-1', at: AT, widthMs: 3, groups: [] };

const sources = plan.groups.map(({ name }): GroupSource => ({
  point: { group: name, timeline: 1, lsn: '0/0', segment: '000000010000000000000005' },
  backup: {
    ...{ label: '20261127-110000F', type: 'full', start: AT / 1000 - 90, stop: AT / 1000 - 60 },
    ...{ archiveStart: '', archiveStop: '', bytes: GIB, repositoryBytes: 1, damaged: false },
  },
  repository: 1,
  damaged: [],
}));

const restore = planRestore(plan, point, sources, new Map([[0, 'coordinator-b']]));

describe('planRestore', () => {
  it('restores a standby and leaves the primary, and the only node beside its data', () => {
    expect(restore.groups.map(({ leader, kept }) => [leader.name, kept?.name])).toEqual([
      ['coordinator-a', 'coordinator-b'],
      ['worker-1-a', undefined],
    ]);
  });

  it('takes the first node for the primary where nobody knows', () => {
    const [coordinator] = planRestore(plan, point, sources, new Map()).groups;
    expect(coordinator?.kept?.name).toBe('coordinator-a');
  });

  it('needs room for a copy of what has no standby', () => {
    expect(restore.neededBytes).toBe(1.5 * GIB);
    expect(() => {
      refuseFullDisk(restore.neededBytes, 1.4 * GIB);
    }).toThrow('the restore takes 1.5 GiB on the disk, which has 1.4 GiB left');
    refuseFullDisk(restore.neededBytes, 1.5 * GIB);
  });
});

describe('planLines', () => {
  it('tells the point, what is lost, and what is done with whom', () => {
    const text = planLines(restore, { asked: AT + 5000, now: AT + 90_000 });
    expect(text).toMatch(/^to .*, point point-1, the last restore point before /);
    expect(text).toContain('all changes of the 1 min 30 s since then');
    expect(text).toMatch(/^coordinator +full of .* 1\.0 GiB +coordinator-a +coordinator-b$/m);
    expect(text).toMatch(/^worker-1 .* worker-1-a, in a directory beside$/m);
    expect(text).not.toContain('damaged');
  });

  it('tells what is read from the second repository', () => {
    const groups = restore.groups.map((one, index) => ({
      ...one,
      source: { ...one.source, repository: index + 1 },
    }));
    const text = planLines({ ...restore, groups }, { asked: undefined, now: AT });
    expect(text).toMatch(/^from the second repository: worker-1$/m);
    expect(text).not.toContain('repository: coordinator');
  });

  it('tells which repository it does without', () => {
    const partial = planRestore(plan, point, sources, new Map(), ['backup-2']);
    const text = planLines(partial, { asked: undefined, now: AT });
    expect(text).toMatch(/^without backup-2: log waits for it on the nodes$/m);
  });

  it('tells of backups that are damaged, so that an earlier one is used', () => {
    const groups = restore.groups.map((one) => ({
      ...one,
      source: { ...one.source, damaged: ['20261127-113000F'] },
    }));
    const text = planLines({ ...restore, groups }, { asked: undefined, now: AT });
    expect(text).toMatch(/^damaged: backup 20261127-113000F of worker-1; an earlier one is used$/m);
  });
});

describe('refuseOtherLayout', () => {
  const layout: LayoutFile = {
    ...{ version: 1, stack: 'dev', engine: 'native', groups: ['coordinator', 'worker-1'] },
    ...{ database: 'citus', postgres: 170_012, citus: null },
  };
  const present = { ...plan, postgres: 17 };

  it('takes what is the same', () => {
    refuseOtherLayout(layout, present);
    refuseOtherLayout(layout, { ...present, postgres: undefined });
  });

  it('names all that differs', () => {
    const other: LayoutFile = {
      ...layout,
      ...{ stack: 'shop', engine: 'citus', groups: ['coordinator'], postgres: 160_004 },
    };
    expect(() => {
      refuseOtherLayout(other, present);
    }).toThrow(
      'of stack shop, not dev; of engine citus, not native; ' +
        'of groups coordinator, not coordinator, worker-1; of PostgreSQL 16, not 17',
    );
  });
});
