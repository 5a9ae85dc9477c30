import { describe, expect, it } from 'vitest';
import { drawApart } from './draw-apart';
import type { StatementContext } from './operation';
import { seededRandom } from './random';

const USERS = 4;

/** What each user draws in many draws. */
function drawn(pool: readonly number[]): number[][] {
  return Array.from({ length: USERS }, (_, index) => {
    const draw = drawApart(pool, String);
    const random = seededRandom(7, index);
    const context = { random, user: index + 1, users: USERS } as unknown as StatementContext;
    return [...new Set(Array.from({ length: 2000 }, () => draw(context)))];
  });
}

describe('drawApart', () => {
  it('gives every item to one user alone, however often the pool has it', () => {
    const items = Array.from({ length: 200 }, (_, item) => item);
    const all = drawn([...items, ...items]).flat();
    expect(all.sort((one, other) => one - other)).toEqual(items);
  });

  it('gives all to users that have none of their own', () => {
    const each = drawn([17]);
    expect(each).toEqual([[17], [17], [17], [17]]);
  });
});
