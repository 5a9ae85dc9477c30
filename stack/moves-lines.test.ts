import { expect, it } from 'vitest';
import { AT_REST } from '../manager/moves/moves-status';
import { movesReport } from './moves-lines';

it('tells of each move that was made how long writes waited for it', () => {
  const move = { table: 't', from: 1, to: 4, bytes: 2 * 1024 ** 2, pauseMs: 120 };
  const made = [
    { ...move, shard: 't_2', from: null, pauseMs: null },
    { ...move, shard: 't_1' },
  ];
  expect(movesReport({ ...AT_REST, made, done: 2, total: 2 })).toContain(`
moved shard  from              to        size     writes waited
t_2          a removed worker  worker 4  2.0 MiB  not watched
t_1          worker 1          worker 4  2.0 MiB  120 ms
`);
});
