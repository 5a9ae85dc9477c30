import type { BaseBackup } from '../../manager/backup/agent-protocol';

/** Base backups of all groups that were made together. */
export interface BackupSet {
  readonly type: BaseBackup['type'];
  /** When the first of them began and the last one ended, ms since the Unix epoch. */
  readonly start: number;
  readonly stop: number;
  /** Bytes of the databases, and what the set takes in the repository. */
  readonly bytes: number;
  readonly repositoryBytes: number;
  /** Groups without a backup in it. */
  readonly lacks: readonly string[];
  readonly damaged: boolean;
}

/** Backups of one kind that begin within this time of the first one are a set, s. */
const TOGETHER_S = 1800;

/**
 * Puts base backups together into sets over all groups, the newest first.
 *
 * @param groups base backups by the group's name, of all groups that there are to be
 */
export function backupSets(groups: ReadonlyMap<string, readonly BaseBackup[]>): BackupSet[] {
  const all = [...groups].flatMap(([group, backups]) =>
    backups.map((backup) => ({ group, backup })),
  );
  const inOrder = all.sort((one, other) => one.backup.start - other.backup.start);
  const sets: (typeof inOrder)[] = [];
  for (const one of inOrder) {
    const fits = sets.findLast(
      ([first, ...others]) =>
        first?.backup.type === one.backup.type &&
        one.backup.start - first.backup.start < TOGETHER_S &&
        [first, ...others].every(({ group }) => group !== one.group),
    );
    if (fits === undefined) sets.push([one]);
    else fits.push(one);
  }
  return sets.reverse().map((members) => {
    const backups = members.map(({ backup }) => backup);
    const sum = (of: (backup: BaseBackup) => number): number =>
      backups.reduce((total, backup) => total + of(backup), 0);
    return {
      type: backups[0]?.type ?? 'full',
      start: Math.min(...backups.map(({ start }) => start)) * 1000,
      stop: Math.max(...backups.map(({ stop }) => stop)) * 1000,
      bytes: sum(({ bytes }) => bytes),
      repositoryBytes: sum(({ repositoryBytes }) => repositoryBytes),
      lacks: [...groups.keys()].filter((name) => members.every(({ group }) => group !== name)),
      damaged: backups.some(({ damaged }) => damaged),
    };
  });
}
