import { percent } from '../../words/percent';
import type { Profile } from '../profile';
import { formatBytes } from '../../words/bytes';
import type { Proposal, Proposals } from './propose';
import { msOf, timeByClass, type Placed } from './score';

/** What to do, and why. */
export interface Advice {
  /** `not yet`: one server has room and time left for all of it. */
  readonly verdict: 'shard' | 'not yet' | "don't shard";
  readonly because: readonly string[];
}

/** Shares of the time, 0 to 1, from which on sharding makes a database worse. */
export const MOST = { refused: 0.1, moved: 0.2, coordinator: 0.5, shortOnAll: 0.5 } as const;
/** Calls that take less than this are lost in asking all shards, ms. */
const SHORT_MS = 10;
/** Share of the rows that the largest node has, by how much more than its part of them. */
const UNEVEN = 1.8;
/** What one server has in memory without much ado, bytes. */
const SMALL = 20 * 1024 ** 3;
/** CPUs that statements keep busy. */
const IDLE = 1;

/** Says whether to shard, by the best proposal. */
export function advise(profile: Profile, { best, rejected }: Proposals, workers: number): Advice {
  const [first] = best;
  if (first === undefined) {
    const reasons = rejected.map(({ because }) => because);
    return { verdict: "don't shard", because: ['no column is fit to spread rows by', ...reasons] };
  }
  const against = reasonsAgainst(first, workers);
  if (against.length > 0) return { verdict: "don't shard", because: against };
  const { server, statements } = profile;
  const busy = busyCpus(statements);
  if (server.bytes < SMALL && busy < IDLE) {
    const small = `${formatBytes(server.bytes)} and ${busy.toFixed(2)} busy CPUs are no more than one server has`;
    return { verdict: 'not yet', because: [small, 'what follows is for when it has grown'] };
  }
  const more = [
    ...(server.bytes < SMALL
      ? []
      : [`${formatBytes(server.bytes)} are more than one server has in memory`]),
    ...(busy < IDLE ? [] : [`statements keep ${busy.toFixed(2)} CPUs busy`]),
  ];
  return { verdict: 'shard', because: [more.join(', and '), `by ${first.key}`] };
}

function reasonsAgainst({ key, placed, score }: Proposal, workers: number): string[] {
  const shares = timeByClass(placed);
  const isShort = ({ use, is }: Placed) =>
    is.name === 'all shards' && use.ms < SHORT_MS * use.calls;
  const short = msOf(placed.filter(isShort)) / (msOf(placed) || 1);
  const ofTheTime = (share: number): string => `${percent(share)} of the time goes to`;
  const reasons: [boolean, string][] = [
    [
      shares.refused >= MOST.refused,
      `${ofTheTime(shares.refused)} statements that Citus refuses, by the best key`,
    ],
    [
      shares.moved >= MOST.moved,
      `${ofTheTime(shares.moved)} statements whose rows move between nodes, by the best key`,
    ],
    [
      shares.coordinator >= MOST.coordinator,
      `${ofTheTime(shares.coordinator)} tables that stay on the coordinator`,
    ],
    [
      short >= MOST.shortOnAll,
      `${ofTheTime(short)} calls of less than ${SHORT_MS} ms that have no value of ${key}, and would ask every shard`,
    ],
    [
      score.largestNode >= Math.min(0.95, UNEVEN / workers),
      `one node has ${percent(score.largestNode)} of the rows: a value of ${key} is too common`,
    ],
  ];
  return reasons.flatMap(([holds, words]) => (holds ? [words] : []));
}

/** CPUs that statements kept busy between the readings. */
function busyCpus({ list, intervalMs }: Profile['statements']): number {
  const ms = list.reduce((sum, { interval }) => sum + interval.ms, 0);
  return intervalMs === 0 ? 0 : ms / intervalMs;
}
