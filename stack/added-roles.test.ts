import { expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { parseRoleName } from './added-roles';

const plan = planCluster(parseClusterConfig('test', {}));

it('takes a name that needs no quotes', () => {
  expect(parseRoleName('dash_board_2', plan)).toBe('dash_board_2');
});

it.each(['', 'Dash', '2nd', 'a-b', 'pg_reader', 'a;b', 'a'.repeat(64)])(
  'refuses the name "%s"',
  (name) => {
    expect(() => parseRoleName(name, plan)).toThrow(/is no name for a role/);
  },
);

it.each(['citus', 'monitor', 'postgres', 'replicator', 'rewind'])(
  "refuses %s, which is the stack's own",
  (name) => {
    expect(() => parseRoleName(name, plan)).toThrow(`role "${name}" is one of the stack's own`);
  },
);
