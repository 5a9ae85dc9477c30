import { describe, expect, it } from 'vitest';
import type { BaseBackup } from '../../manager/backup/agent-protocol';
import { backupSets } from './backup-sets';

const backup = (type: BaseBackup['type'], start: number): BaseBackup => ({
  ...{ label: `${start}`, type, start, stop: start + 10, bytes: 100, repositoryBytes: 30 },
  ...{ archiveStart: '', archiveStop: '', damaged: false },
});

describe('backupSets', () => {
  it('puts together what was begun together, of one kind, once a group', () => {
    const sets = backupSets(
      new Map([
        ['coordinator', [backup('full', 1000), backup('incr', 9000)]],
        ['worker-1', [backup('full', 1020), backup('full', 1100), backup('incr', 9030)]],
      ]),
    );
    expect(sets.map(({ type, start, stop, lacks }) => [type, start, stop, lacks])).toEqual([
      ['incr', 9_000_000, 9_040_000, []],
      ['full', 1_100_000, 1_110_000, ['coordinator']],
      ['full', 1_000_000, 1_030_000, []],
    ]);
    expect(sets[2]).toMatchObject({ bytes: 200, repositoryBytes: 60, damaged: false });
  });

  it('has no set where nothing is', () => {
    expect(backupSets(new Map([['coordinator', []]]))).toEqual([]);
  });
});
