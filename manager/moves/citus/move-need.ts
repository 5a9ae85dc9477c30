import { countOf, listOf } from '../../../topology/change/change-rule';
import type { MovesStatus } from '../moves-status';
import { jobAtWork, keylessFor, type MoveFacts, type ShardUnit } from './move-facts';

/** What the placements of shards lack, whether or not something is done about it. */
export interface MoveNeed {
  /** Workers that take shards and hold none, while others hold several. */
  readonly empty: readonly number[];
  /** Workers that are to be empty and hold shards. */
  readonly full: readonly number[];
  /** Shards that can move while they are written to. */
  readonly online: readonly ShardUnit[];
  /** Shards whose writes have to wait while they are copied, and so stay until that is asked for. */
  readonly blocked: readonly ShardUnit[];
  /** Shards that no other worker could take: each has a placement of them already, or takes none. */
  readonly homeless: readonly ShardUnit[];
}

/** Finds what moves there should be. */
export function moveNeed(facts: MoveFacts): MoveNeed {
  const { nodes, units } = facts;
  const taking = nodes.filter(({ active, takesShards }) => active && takesShards);
  const leaving = new Set(nodes.filter((one) => !one.takesShards).map(({ group }) => group));
  const mustGo = units.filter(({ groups }) => groups.some((group) => leaving.has(group)));
  const hasPlace = ({ groups }: ShardUnit): boolean =>
    taking.some(({ group }) => !groups.includes(group));
  const held = new Set(units.flatMap(({ groups }) => groups));
  const empty = taking.map(({ group }) => group).filter((group) => !held.has(group));
  // Those that are spread so that an empty worker could have one of them.
  const crowded = units.filter((unit) =>
    unit.groups.some(
      (group) =>
        units.filter((one) => one.colocation === unit.colocation && one.groups.includes(group))
          .length > 1,
    ),
  );
  const filling = empty.length > 0 ? crowded : [];
  const wanted = units.filter(
    (unit) => (mustGo.includes(unit) && hasPlace(unit)) || filling.includes(unit),
  );
  return {
    empty: filling.length > 0 ? empty : [],
    full: [...leaving].filter((group) => held.has(group)).sort((one, other) => one - other),
    online: wanted.filter((unit) => keylessFor(facts, unit).length === 0),
    blocked: wanted.filter((unit) => keylessFor(facts, unit).length > 0),
    homeless: mustGo.filter((unit) => !hasPlace(unit)),
  };
}

/**
 * Whether a user stopped the moves that are needed now: the last rebalance was cancelled, and it would
 * have filled and emptied the same workers. What was wanted since is begun all the same.
 */
export function wasStopped({ job, nodes }: MoveFacts, { empty, full }: MoveNeed): boolean {
  if (job?.state !== 'cancelled') return false;
  const groupOf = (id: number | undefined): number | undefined =>
    nodes.find((node) => node.id === id)?.group;
  const involved = job.tasks.map((task) => (task.nodes ?? []).map(groupOf));
  return (
    empty.every((group) => involved.some(([, to]) => to === group)) &&
    full.every((group) => involved.some(([from]) => from === group))
  );
}

/** What the mover is to do and to say. */
export interface MoveDecision {
  readonly state: MovesStatus['state'];
  readonly why: readonly string[];
  /** Tables that move only when their writes may wait. */
  readonly notices: readonly string[];
  /** What is begun: only what has to leave, or all that is better elsewhere. */
  readonly begin?: 'drain' | 'rebalance';
}

/** Decides, by Citus's tables alone. */
export function decideMoves(facts: MoveFacts, onGrow: 'auto' | 'manual'): MoveDecision {
  const need = moveNeed(facts);
  const { empty, full, online, blocked, homeless } = need;
  const notices = keylessNotices(blocked.flatMap((unit) => keylessFor(facts, unit)));
  const wants = [
    ...(empty.length > 0 ? [`${workers(empty)} ${verb(empty, 'holds', 'hold')} no shard`] : []),
    ...(full.length > 0 ? [`${workers(full)} ${verb(full, 'is', 'are')} emptied`] : []),
    ...(homeless.length > 0
      ? [`${countOf(homeless.length, 'shard')} of ${tablesOf(homeless)} can go to no other worker`]
      : []),
  ];
  if (jobAtWork(facts) !== undefined) return { state: 'moving', why: wants, notices };
  const failed = facts.job?.state === 'failed';
  if (online.length === 0 && !failed) {
    if (homeless.length > 0) return { state: 'stuck', why: wants, notices };
    return blocked.length > 0
      ? { state: 'held', why: wants, notices }
      : { state: 'at rest', why: [], notices };
  }
  if (wasStopped(facts, need)) {
    return { state: 'held', why: [...wants, 'it was stopped'], notices };
  }
  const fills = (empty.length > 0 && onGrow === 'auto') || (failed && full.length === 0);
  if (!fills && full.length === 0) return { state: 'held', why: wants, notices };
  const why = failed ? [...wants, `the last rebalance failed: ${failureOf(facts)}`] : wants;
  if (facts.isSplit) {
    return { state: 'due', why: [...why, 'shards are being split, and move after that'], notices };
  }
  return { state: 'due', why, notices, begin: fills ? 'rebalance' : 'drain' };
}

function failureOf({ job }: MoveFacts): string {
  const failed = job?.tasks.find(({ status }) => status === 'error');
  return failureText(failed?.message ?? '') || 'Citus does not say why';
}

/** The error in what Citus keeps of a failed try, on one line. */
export function failureText(message: string): string {
  const line = message.split('\n').find((one) => one.trim() !== '') ?? '';
  return line.replace(/^\s*ERROR:\s*/, '').trim();
}

function keylessNotices(tables: readonly string[]): string[] {
  return [...new Set(tables)].map(
    (table) =>
      `table ${table} has no primary key and no other replica identity: its shards stay where they are until ` +
      '`npm run rebalance -- start --block-writes`, which has writes to each wait while it is copied',
  );
}

function tablesOf(units: readonly ShardUnit[]): string {
  return listOf([...new Set(units.flatMap(({ tables }) => tables))]);
}

/** `worker-3 and worker-4`. */
export function workers(groups: readonly number[]): string {
  return listOf(groups.map((group) => `worker-${group}`));
}

function verb(groups: readonly number[], one: string, more: string): string {
  return groups.length === 1 ? one : more;
}
