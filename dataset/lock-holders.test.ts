import { describe, expect, it } from 'vitest';
import { describeHolders, withoutInnerSessions, type LockHolder } from './lock-holders';

const NOW = Date.UTC(2026, 0, 1, 12, 2, 10);
const session: LockHolder = {
  pid: 4711,
  user: 'app',
  application: 'psql',
  state: 'idle in transaction',
  since: Date.UTC(2026, 0, 1, 12) / 1000,
  statement: 'SELECT 1;',
};

describe('describeHolders', () => {
  it('says who, where, since when and with what', () => {
    expect(describeHolders([{ ...session, node: 'worker-1-a' }], NOW)).toBe(
      'pid 4711 (user app, psql) on worker-1-a, idle in transaction since 12:00:00 UTC ' +
        '(2 min 10 s), last statement: SELECT 1',
    );
  });

  it('names the oldest three and counts the others', () => {
    const five = [5, 1, 2, 3, 4].map((pid) => ({ ...session, pid, since: pid }));
    expect(describeHolders(five, NOW)).toMatch(/^pid 1 .*pid 2 .*pid 3 .*; 2 more$/);
  });

  it('knows a transaction that was prepared and has no session', () => {
    expect(describeHolders([{ ...session, pid: null }], NOW)).toBe('a prepared transaction');
  });
});

describe('withoutInnerSessions', () => {
  it('leaves out what another node opened for a session that is told itself', () => {
    const inner = [
      { ...session, pid: 1, application: 'citus_internal gpid=20000004711' },
      { ...session, pid: 2, application: 'coordinator session 4711' },
    ];
    expect(withoutInnerSessions([session, ...inner])).toEqual([session]);
    expect(withoutInnerSessions(inner)).toEqual(inner);
  });
});
