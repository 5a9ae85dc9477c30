import type { StatementContext } from './operation';

let lastMs = 0;

/** A time, ms since 1970, that this virtual user has not drawn before. */
export function ownMs({ nowMs }: Pick<StatementContext, 'nowMs'>): number {
  lastMs = Math.max(lastMs + 1, Math.floor(nowMs));
  return lastMs;
}

/**
 * An id that no other virtual user and no other run draws: the time, in ms, and the user's number in
 * five digits. PostgreSQL's bigint has room for it until the year 4892.
 */
export function ownId(context: Pick<StatementContext, 'nowMs' | 'user'>): string {
  return `${ownMs(context)}${String(context.user % 100_000).padStart(5, '0')}`;
}
