import { setTimeout as sleep } from 'node:timers/promises';
import { onStop } from '../../cli/stop-signal';
import { startProgress } from '../../cli/progress';
import type { MovesStatus } from '../../manager/moves/moves-status';
import { formatBytes } from '../../words/bytes';
import { formatDuration } from '../../words/duration';
import { UserError } from '../../words/user-error';
import { askManager } from '../ask-manager';
import type { Deployment } from '../local-state';

/** Between two looks, ms. */
const POLL_MS = 1000;

/** How long the manager may take to see what was asked for, ms: it looks each 5 s. */
const SEEN_LIMIT_MS = 12_000;

/** How long it may be silent, ms: a failover may take its host. */
const SILENCE_LIMIT_MS = 120_000;

/** What a cluster's shards do now, as its manager tells; undefined where it does not, or not yet. */
export async function askMoves(deployment: Deployment): Promise<MovesStatus | undefined> {
  try {
    return (await askManager(deployment)).moves;
  } catch {
    return undefined;
  }
}

/**
 * Shows how far moves are until they are over. Ctrl-C ends the showing alone, and says so.
 *
 * @param title of what is done, e.g. `drain of worker-4`
 * @returns the state at the end
 * @throws UserError if the manager is silent, or says that they can't be
 */
export async function followMoves(deployment: Deployment, title: string): Promise<MovesStatus> {
  const { stack } = deployment.plan;
  const release = onStop((signal) => {
    process.stderr.write(
      `\nshards go on moving; \`npm run rebalance -- status --stack ${stack}\` tells how far, ` +
        `\`npm run rebalance -- stop --stack ${stack}\` ends it\n`,
    );
    process.exit({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]);
  });
  const progress = startProgress(title);
  const startedAt = Date.now();
  let heardAt = startedAt;
  let seen = false;
  try {
    for (;;) {
      const moves = await askMoves(deployment);
      if (moves !== undefined) {
        heardAt = Date.now();
        const isUnderWay = moves.state === 'moving' || moves.state === 'due';
        seen ||= isUnderWay;
        if (isUnderWay) progress.update(describeMoves(moves));
        else if (seen || Date.now() - startedAt > SEEN_LIMIT_MS) {
          if (moves.state === 'stuck') throw new UserError(moves.why.join('; '));
          progress.done(moves.why.join('; '));
          return moves;
        }
      }
      if (Date.now() - heardAt > SILENCE_LIMIT_MS) {
        throw new UserError(
          'the manager does not answer; shards go on moving',
          `see \`npm run status -- --stack ${stack}\``,
        );
      }
      await sleep(POLL_MS);
    }
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    release();
  }
}

/** `3 of 12 shards, 12 MiB of 40 MiB of those under way, 20 s left`. */
export function describeMoves({
  done,
  total,
  bytes,
  bytesCopied,
  secondsLeft,
  moves,
}: MovesStatus): string {
  const again = moves.find(({ message }) => message !== null);
  return [
    `${done} of ${total} shards`,
    ...(bytes === null || bytes === 0
      ? []
      : [`${formatBytes(bytesCopied ?? 0)} of ${formatBytes(bytes)} of those under way`]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft * 1000)} left`]),
    ...(again === undefined ? [] : [`${again.shard} is tried again: ${again.message}`]),
  ].join(', ');
}
