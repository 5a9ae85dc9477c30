import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterPlan } from '../../../topology/plan';
import type { Credentials } from '../../credentials';
import { log } from '../../log';
import { isOver, noteFailure, readMove, updateMove, type MoveRecord } from './move-record';
import { withMoveSessions, type MoveNodes, type MoveSessions } from './move-sessions';
import { compareContents, ContentsDiffer } from './copy/shard-check';
import { beginCopy, completeCopy, CopyFails, copyProgress } from './copy/shard-copy';
import { keepLogin } from './copy/shard-replication';
import { cleanUp, refuseWrites, undoCopy } from './copy/copy-removal';
import { closeSource, endPrepared, finishSwap, swap, SwapPostponed } from './copy/shard-swap';
import { nextStep, readWhereabouts, type ShardPlace, type Whereabouts } from './whereabouts';
import { replicationName } from './worker-names';

/** Between two looks at a copy, ms. */
const LOOK_MS = 300;

/** Bytes of the source's log that the target may lack when a swap is tried. */
const NEAR_BYTES = 1024 * 1024;

/** The wait after a swap that was postponed, ms: doubled with each one up to the last. */
const POSTPONED_MS = [500, 1000, 2000, 4000, 8000, 15_000];

/** What a run of a move needs besides its nodes. */
export interface MoveContext {
  readonly plan: ClusterPlan;
  readonly credentials: Credentials;
  /** Whether this manager goes on with it. */
  readonly isActing: () => boolean;
}

/**
 * Brings a move as far as it goes: to its end, or to a failure. What it finds is what it goes by, so that
 * it can be cut off anywhere and run again.
 *
 * @throws Error saying why it does not go on; it is to be run again
 */
export async function runMove(
  id: number,
  nodes: MoveNodes,
  { plan, credentials, isActing }: MoveContext,
): Promise<void> {
  await withMoveSessions(id, nodes, plan, credentials, async (sessions) => {
    try {
      await new MoveRun(sessions, plan, credentials, isActing).run(id);
    } catch (error) {
      await noteFailure(sessions.coordinator, id, (error as Error).message).catch(() => undefined);
      throw error;
    }
  });
}

class MoveRun {
  constructor(
    private readonly sessions: MoveSessions,
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly isActing: () => boolean,
  ) {}

  async run(id: number): Promise<void> {
    const { sessions } = this;
    for (;;) {
      this.mayGoOn();
      const move = await readMove(sessions.coordinator, id);
      if (move === undefined || isOver(move)) return;
      const { whereabouts, place } = await readWhereabouts(sessions, move);
      const step = nextStep(move, whereabouts);
      log('info', 'move of a shard', {
        move: id,
        shard: move.shardName,
        from: move.from,
        to: move.to,
        step,
      });
      if (step === 'commit prepared') await endPrepared(sessions, whereabouts.prepared, 'COMMIT');
      else if (step === 'roll back prepared') {
        await endPrepared(sessions, whereabouts.prepared, 'ROLLBACK');
      } else if (step === 'close source') await closeSource(sessions, move, place);
      else if (step === 'finish swap') await finishSwap(sessions, move);
      else if (step === 'clean up') await cleanUp(sessions, move, place);
      else if (step === 'undo') {
        // What is to begin anew does so a little later.
        await this.undo(move, whereabouts, place);
        return;
      } else if (step === 'copy') {
        await this.copy(move, whereabouts, place).catch(async (error: unknown) => {
          // Another one is begun, as what this one met may be over.
          if (error instanceof CopyFails) await this.startOver(move, place);
          throw error;
        });
      } else {
        throw new Error(
          `${move.shardName} is not where it should be on ${sessions.nodes.source.name}, and no copy of it is complete`,
        );
      }
    }
  }

  private async undo(
    move: MoveRecord,
    { served, copy }: Whereabouts,
    place: ShardPlace,
  ): Promise<void> {
    const { coordinator, nodes } = this.sessions;
    if (move.unwanted || served !== move.from) {
      await undoCopy(this.sessions, move, place);
      await updateMove(coordinator, move.id, { phase: 'given up' });
      return;
    }
    await this.startOver(move, place);
    const why =
      copy.sourceTimeline !== move.sourceTimeline
        ? `${nodes.source.name} took over`
        : copy.targetTimeline !== move.targetTimeline
          ? `${nodes.target.name} took over`
          : copy.structure !== move.structure
            ? 'the shard was altered'
            : 'a part of its copy was missing';
    await noteFailure(coordinator, move.id, `begun anew: ${why}`);
  }

  private async startOver(move: MoveRecord, place: ShardPlace): Promise<void> {
    const { coordinator } = this.sessions;
    const { wholeRowsLogged } = (await readMove(coordinator, move.id)) ?? move;
    await undoCopy(this.sessions, { ...move, wholeRowsLogged }, place);
    await updateMove(coordinator, move.id, {
      phase: 'waiting',
      bytesCopied: null,
      wholeRowsLogged: false,
    });
  }

  /** Copies the shard and has the target serve it; goes on where a former run was cut off. */
  private async copy(move: MoveRecord, whereabouts: Whereabouts, place: ShardPlace): Promise<void> {
    const { sessions, plan, credentials } = this;
    let begun = move;
    if (move.phase === 'waiting') {
      await undoCopy(sessions, move, place);
      await beginCopy(sessions, plan, credentials, move, place, whereabouts);
      begun = (await readMove(sessions.coordinator, move.id)) ?? move;
    }
    await keepLogin(sessions, plan, credentials, begun);
    await refuseWrites(sessions, begun);
    if (!(await this.awaitCopy(begun, place))) return;
    if (begun.phase !== 'catching up') {
      await completeCopy(sessions, plan, place);
      await updateMove(sessions.coordinator, begun.id, { phase: 'catching up' });
    }
    if (!(await this.swapWhenNear(begun, place))) return;
    await this.compare(begun, place);
  }

  /** @returns whether all is copied; false where the move is not wanted any more */
  private async awaitCopy(move: MoveRecord, place: ShardPlace): Promise<boolean> {
    for (;;) {
      const { copied, bytes } = await copyProgress(this.sessions, move, place);
      await updateMove(this.sessions.coordinator, move.id, { bytesCopied: bytes });
      if (!(await this.isWanted(move))) return false;
      if (copied) return true;
      await pause(LOOK_MS);
    }
  }

  /** @returns whether the target serves; false where the move is not wanted any more */
  private async swapWhenNear(move: MoveRecord, place: ShardPlace): Promise<boolean> {
    const { sessions } = this;
    for (let postponed = 0; ;) {
      if (!(await this.isWanted(move))) return false;
      await copyProgress(sessions, move, place);
      if (!(await this.isNear(move))) {
        await pause(LOOK_MS);
        continue;
      }
      try {
        const ms = await swap(sessions, move, place, postponed);
        log('info', 'a shard moved', {
          shard: move.shardName,
          to: move.to,
          pauseMs: Math.round(ms),
        });
        return true;
      } catch (error) {
        if (!(error instanceof SwapPostponed)) throw error;
        log('info', 'a swap was postponed', { shard: move.shardName, why: error.message });
        await noteFailure(sessions.coordinator, move.id, error.message);
        await refuseWrites(sessions, move);
        await pause(POSTPONED_MS[Math.min(postponed, POSTPONED_MS.length - 1)]);
        postponed += 1;
      }
    }
  }

  private async isNear({ id }: MoveRecord): Promise<boolean> {
    const { rows } = await this.sessions.watch.query<{ near: boolean }>(
      `SELECT pg_current_wal_flush_lsn() - confirmed_flush_lsn < $2 AS near
       FROM pg_replication_slots WHERE slot_name = $1`,
      [replicationName(id), NEAR_BYTES],
    );
    if (rows[0] === undefined) throw new Error('its slot is gone');
    return rows[0].near;
  }

  private async isWanted({ id }: MoveRecord): Promise<boolean> {
    this.mayGoOn();
    const { rowCount } = await this.sessions.coordinator.query(
      'SELECT FROM cluster.shard_moves WHERE id = $1 AND NOT unwanted',
      [id],
    );
    return rowCount === 1;
  }

  private async compare(move: MoveRecord, place: ShardPlace): Promise<void> {
    try {
      await compareContents(this.sessions, move, place);
    } catch (error) {
      if (!(error instanceof ContentsDiffer)) throw error;
      const { message } = error;
      log('error', 'a shard is another one than before its move', { message });
      await updateMove(this.sessions.coordinator, move.id, { differs: true, message });
    }
  }

  private mayGoOn(): void {
    if (!this.isActing()) throw new Error('another manager goes on with it');
  }
}
