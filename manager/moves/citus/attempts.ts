import type { Client } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import type { Observation } from '../../observe/observation';
import type { KeptSessions } from '../../sessions/kept-sessions';
import { closeSession, openSession } from '../../sessions/sessions';
import type { MoverOptions } from '../mover-options';
import { beginMoves, plannedMoves, type PlannedMove } from './begin-moves';
import type { MoveFacts } from './move-facts';
import type { MoveDecision } from './move-need';
import { planObstacles } from './move-obstacles';

/** Longest wait for a worker's answer, ms. */
const ANSWER_LIMIT_MS = 20_000;

/** The wait after an attempt that failed, ms: doubled with each one up to the last. */
const BACK_OFF_MS = [5000, 10_000, 20_000, 60_000, 300_000];

/** What Citus saw no move for is asked again after this long, ms: sizes change. */
const SETTLED_MS = 600_000;

/** The attempts of the manager to begin moves: each first asks whether there is room for them. */
export class Attempts {
  /** Why moves that are due have not begun; empty where nothing was in the way. */
  obstacles: readonly string[] = [];
  private failed = 0;
  private next = 0;
  /** What Citus saw no move for. */
  private settled = { signature: '', at: 0 };

  constructor(
    private readonly options: MoverOptions,
    private readonly sessions: KeptSessions,
  ) {}

  /** What Citus has just seen no move for is not wanted. */
  settle(facts: MoveFacts, decision: MoveDecision): MoveDecision {
    if (decision.state !== 'due') {
      this.obstacles = [];
      this.failed = 0;
      this.next = 0;
      return decision;
    }
    const { signature, at } = this.settled;
    const isSettled = signature === signatureOf(facts) && Date.now() - at < SETTLED_MS;
    return isSettled ? { state: 'at rest', why: [], notices: decision.notices } : decision;
  }

  /**
   * Begins moves, unless the last attempt failed just now.
   *
   * @returns whether they have begun
   */
  async begin(
    coordinator: NodePlan,
    observation: Observation,
    facts: MoveFacts,
    begin: 'drain' | 'rebalance',
  ): Promise<boolean> {
    if (Date.now() < this.next) return false;
    try {
      const order = { begin, blockWrites: false };
      const moves = await this.sessions.ask(coordinator, (client) =>
        plannedMoves(client, facts, order),
      );
      const obstacles = [
        ...unsteadiness(observation, facts),
        ...(moves.length === 0 ? [] : await this.lacks(observation, facts, moves)),
      ];
      if (obstacles.length > 0) {
        this.putOff(obstacles);
        return false;
      }
      if (!this.options.isActing()) return false;
      const began = await this.sessions.ask(coordinator, (client) =>
        beginMoves(client, facts, order, moves),
      );
      this.obstacles = [];
      this.failed = 0;
      if (began) log('info', 'began to move shards', { begin, moves: moves.length });
      else this.settled = { signature: signatureOf(facts), at: Date.now() };
      return began;
    } catch (error) {
      this.putOff([error instanceof Error ? error.message : String(error)]);
      return false;
    }
  }

  private putOff(obstacles: readonly string[]): void {
    if (this.obstacles.join() !== obstacles.join()) {
      log('warn', 'shards can not move yet', { obstacles });
    }
    this.next = Date.now() + (BACK_OFF_MS[Math.min(this.failed, BACK_OFF_MS.length - 1)] ?? 0);
    this.failed += 1;
    this.obstacles = obstacles;
  }

  private async lacks(
    { groups }: Observation,
    facts: MoveFacts,
    moves: readonly PlannedMove[],
  ): Promise<string[]> {
    const sessions = new Map<number, Client>();
    const { credentials, plan } = this.options;
    try {
      for (const { group, primary } of groups) {
        if (primary === undefined) continue;
        const session = await openSession(
          primary.node,
          credentials,
          plan.database,
          ANSWER_LIMIT_MS,
        );
        sessions.set(group.group, session);
      }
      return await planObstacles(plan.rebalance.parallelMoves, facts, moves, (group) => {
        const session = sessions.get(group);
        if (session === undefined) throw new Error(`worker-${group} has no primary`);
        return session;
      });
    } finally {
      for (const session of sessions.values()) void closeSession(session);
    }
  }
}

/** Why nothing should begin to move now; empty where the cluster is as it is to be. */
function unsteadiness({ groups }: Observation, { nodes }: MoveFacts): string[] {
  const leaderless = groups.filter(({ primary }) => primary === undefined);
  const planned = new Set(groups.map(({ group }) => group.group));
  const restarting = groups.flatMap((group) =>
    group.nodes.filter(({ report }) => report?.pending_restart === true),
  );
  return [
    ...leaderless.map(({ group }) => `${group.name} has no primary`),
    ...nodes
      .filter(({ group }) => !planned.has(group))
      .map(({ group }) => `worker-${group} is not planned`),
    ...[...planned]
      .filter((group) => group > 0 && !nodes.some((node) => node.group === group && node.active))
      .map((group) => `Citus does not use worker-${group} yet`),
    ...restarting.map(({ node }) => `${node.name} has to restart first`),
  ];
}

/** Changes whenever a placement or a worker does. */
function signatureOf({ nodes, units, job }: MoveFacts): string {
  return JSON.stringify([nodes, units.map(({ groups }) => groups), job?.id]);
}
