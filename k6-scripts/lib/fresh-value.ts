import type { Parameter, StatementContext } from './operation';
import { ownId, ownMs } from './own-id';
import type { FreshParameter } from './recorded-workload';

/** The most that a PostgreSQL integer holds. */
const MOST = 2_147_483_647;

/** Virtual users that have integers of their own; of more, some share theirs. */
const USERS = 64;

/** Integers that a second has for each virtual user. */
const A_SECOND = 1000;

let integers = 0;

/**
 * A value that no other virtual user and no other run draws.
 *
 * Integers are few: they are used again after some hours.
 *
 * @param drawn the value of a row that is there, which a text goes on with
 */
export function freshValue(
  { kind, from, length }: FreshParameter,
  drawn: Parameter,
  context: StatementContext,
): Parameter {
  if (kind === 'number') return ownId(context);
  if (kind === 'integer') return freshInteger(from, context);
  const hex = ownMs(context).toString(16).padStart(12, '0');
  if (kind === 'text') {
    const text = `${hex}${context.user.toString(36)}-${drawn ?? ''}`;
    return length === null ? text : text.slice(0, length);
  }
  const part = (digits: number): string =>
    context.random
      .whole(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  return `${part(8)}-${part(4)}-4${part(3)}-8${part(3)}-${hex}`;
}

function freshInteger(from: number, { nowMs, user }: StatementContext): number {
  const span = Math.floor((MOST - from) / USERS);
  integers = Math.max(integers + 1, Math.floor(nowMs / 1000) * A_SECOND);
  return from + (user % USERS) * span + (integers % span);
}
