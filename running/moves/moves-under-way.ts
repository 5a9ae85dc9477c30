import { UserError } from '../../words/user-error';
import { sleep } from '../../words/clock';

/** Between two looks while moves are being ended, ms. */
const POLL_MS = 200;

/** What is said of a wish that has to wait for the moves under way. */
export function movesUnderWay(stack: string, done: number, total: number): UserError {
  return new UserError(
    `shards of stack "${stack}" move already: ${done} of ${total} are there`,
    `\`npm run rebalance -- status --stack ${stack}\` tells when that is over, and \`npm run rebalance -- stop --stack ${stack}\` ends it`,
  );
}

/**
 * Waits until nothing moves any more.
 *
 * @param who ends the moves, as an error names it
 * @param limitMs how long that may take, ms
 * @throws UserError if it takes longer
 */
export async function awaitMovesEnd(
  who: string,
  isMoving: () => Promise<boolean>,
  limitMs: number,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (await isMoving()) {
    if (Date.now() > deadline) {
      throw new UserError(
        `${who} has not ended the moves after ${limitMs / 1000} s`,
        'it goes on trying to',
      );
    }
    await sleep(POLL_MS);
  }
}
