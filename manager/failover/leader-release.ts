import type { LeaderState } from './leader-store';
import { parseSync } from './leader-store';

/** How long a primary must not have answered at all before it may be taken for dead, ms. */
export const SILENCE_MS = 800;

/** How many probes in a row must have failed in that time. */
export const FAILED_PROBES = 3;

/**
 * A group's leader key is released at most once in this time, seconds, unless its primary is certainly gone
 * ({@link isGone}): a cluster that is merely slow would lose one primary after another.
 */
export const RELEASE_PAUSE_S = 60;

/** Who says nothing for this long is no longer merely slow, ms. */
const LONG_SILENCE_MS = 2000;

/** What the manager itself saw of a primary. */
export interface Silence {
  /** Since the last answer of any kind, ms. */
  readonly silentMs: number;
  /** Probes that failed since then. */
  readonly failedProbes: number;
  /** Those of them, in a row, to which the network said that nobody is there. */
  readonly absentProbes: number;
}

/** What a standby says of the stream from its primary. */
export interface StreamReport {
  readonly standby: string;
  /** Whether it receives at all. */
  readonly streaming: boolean;
  /** Since the last message of the primary, ms; null where it does not receive. */
  readonly silentMs: number | null;
}

/** Whether this manager has heard nothing for so long that the standbys should be asked. */
export function isSuspect({ silentMs, failedProbes }: Silence): boolean {
  return silentMs >= SILENCE_MS && failedProbes >= FAILED_PROBES;
}

/** Whether a silent primary is dead or out of reach, rather than slow. */
export function isGone({ silentMs, absentProbes }: Silence): boolean {
  return silentMs >= LONG_SILENCE_MS || absentProbes >= FAILED_PROBES;
}

/**
 * Why a silent primary's leader key must stay, or undefined if it may be released.
 *
 * Released, the group elects at once instead of after the key's time to live. That loses nothing
 * while Patroni's record names a synchronous standby: until the record changes, the old primary
 * acknowledges no commit that this standby does not have.
 */
export function reasonToWait(
  primary: string,
  silence: Silence,
  state: LeaderState,
  reports: readonly StreamReport[],
): string | undefined {
  if (!isSuspect(silence)) return `${primary} answered lately`;
  if (state.leader?.value !== primary) return `${primary} does not hold the leader key`;
  const sync = parseSync(state.sync?.value);
  if (sync?.leader !== primary || sync.standbys.length === 0) {
    return 'no standby is synchronous: only the old primary is sure to have every commit';
  }
  const witnesses = reports.filter(({ standby }) => sync.standbys.includes(standby));
  if (witnesses.length === 0) return 'no synchronous standby answers';
  const hearing = witnesses.find(isHearing);
  if (hearing !== undefined) return `${hearing.standby} still hears from ${primary}`;
  return undefined;
}

/** Whether a standby had a message of the primary lately. */
function isHearing({ streaming, silentMs }: StreamReport): boolean {
  return streaming && silentMs !== null && silentMs < SILENCE_MS;
}
