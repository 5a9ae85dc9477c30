import type { StoreKeys } from '../../running/etcd/store-keys';
import { UserError } from '../../words/user-error';
import type { RestorePlan } from './restore-plan';

/** Where the consensus store has what a restore that is under way has decided. */
const KEY = '/citus-cluster/restore';

/** A group of a restore that is under way. */
export interface RecordedGroup {
  readonly group: number;
  /** Names of the node that is restored, and of the one whose data stay; null for a directory beside. */
  readonly leader: string;
  readonly kept: string | null;
  /** The newest timeline that the repositories had of it before. */
  readonly timeline: number;
}

/**
 * A restore that has begun and not ended. It outlasts the command, so that the next one knows whose data
 * are the old ones.
 */
export interface RestoreRecord {
  readonly version: 1;
  readonly point: string;
  /** ms since the Unix epoch; names the directory of old data. */
  readonly startedAt: number;
  /** Whether the old data are there still: not once the other nodes are made from the leaders. */
  readonly stage: 'leaders' | 'others';
  readonly groups: readonly RecordedGroup[];
  /** Of a restore of another stack's backups: the options that name them. There are no old data then. */
  readonly source?: string;
}

/** What a restore is about to do. @param timelines the newest one in the repositories, by group */
export function recordOf(
  { point, groups }: RestorePlan,
  timelines: ReadonlyMap<string, number>,
  startedAt: number,
): RestoreRecord {
  return {
    ...{ version: 1, point: point.name, startedAt, stage: 'leaders' },
    groups: groups.map(({ group, leader, kept }) => ({
      ...{ group: group.group, leader: leader.name, kept: kept?.name ?? null },
      timeline: timelines.get(group.name) ?? 0,
    })),
  };
}

/** The restore that has begun and not ended; undefined where there is none. */
export async function readRecord(store: StoreKeys): Promise<RestoreRecord | undefined> {
  const text = await store.read(KEY);
  return text === undefined ? undefined : (JSON.parse(text) as RestoreRecord);
}

/** Keeps the record of a restore that has begun, in place of the former one. */
export async function writeRecord(store: StoreKeys, record: RestoreRecord): Promise<void> {
  await store.write(KEY, JSON.stringify(record));
}

/** Removes the record once the restore has ended. */
export async function removeRecord(store: StoreKeys): Promise<void> {
  await store.remove(KEY);
}

/** Name of the directory with the old data of an only node, beside its data directory. */
export function keptDirectory({ startedAt }: RestoreRecord): string {
  return `cluster.before-${new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

/**
 * Refuses to work on a stack while a restore of it has begun and not ended: who starts all its nodes would
 * have old and new data meet.
 *
 * @throws UserError with the ways on
 */
export async function refuseBegunRestore(stack: string, store: StoreKeys): Promise<void> {
  // A stack that is not there yet, or whose store does not run, has nothing to tell.
  const record = await readRecord(store).catch(() => undefined);
  if (record === undefined) return;
  throw new UserError(
    `a restore of stack "${stack}" to ${record.point} has begun and not ended`,
    `\`${restoreCommand(stack, record)}\` goes on with it` +
      (record.source !== undefined
        ? `, \`npm run down -- --stack ${stack}\` removes the stack`
        : record.stage === 'leaders'
          ? `, \`npm run restore -- --undo --stack ${stack}\` goes back`
          : ''),
  );
}

/** The command that goes on with a restore: to the same point, whatever is the newest one by then. */
export function restoreCommand(stack: string, { point, source }: RestoreRecord): string {
  return source === undefined
    ? `npm run restore -- --to ${point} --stack ${stack}`
    : `npm run restore -- ${source} --to ${point} --into ${stack}`;
}

/**
 * Refuses a restore in place, or its way back, while one of another stack's backups is under way.
 *
 * @throws UserError with the ways on
 */
export function refuseOthersRestore(stack: string, record: RestoreRecord | undefined): void {
  if (record?.source === undefined) return;
  throw new UserError(
    `stack "${stack}" is being made of another one's backups`,
    `\`${restoreCommand(stack, record)}\` goes on with it, \`npm run down -- --stack ${stack}\` removes it`,
  );
}
