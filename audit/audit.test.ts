import { describe, expect, it } from 'vitest';
import { PLAN } from '../manager/observe/observed.fixture';
import { ACCESS_POINTS } from './access-points';
import { auditTable } from './audit-stack';
import { processFacts } from './container-facts';
import { CONTAINER_POINTS } from './container-points';
import type { NodeFacts } from './node-facts';
import { audit, type Point } from './point';
import { LOGGING_POINTS, SERVER_POINTS } from './server-points';

const RULES: NodeFacts['rules'] = [
  { type: 'local', roles: ['postgres'], address: null, method: 'peer', error: null },
  { type: 'hostssl', roles: ['all'], address: 'all', method: 'scram-sha-256', error: null },
];

const ROLE = {
  ...{ isSuper: false, canLogIn: true, canReplicate: false, canMakeRoles: false },
  verifier: 'SCRAM-SHA-256$',
};

const FACTS: NodeFacts = {
  settings: {},
  rules: RULES,
  roles: [{ ...ROLE, name: 'citus' }],
  ...{ serverAccess: [], openSchemas: [], untrustedLanguages: [], openFunctions: [] },
  files: {},
  umask: '0077',
};

/** What a point finds in facts that differ from good ones. */
function find<T>(points: readonly Point<T>[], id: string, subject: T): string | undefined {
  const point = points.find((one) => one.id === id);
  if (point === undefined) throw new Error(`no point ${id}`);
  return point.check(subject, PLAN);
}

describe('audit', () => {
  const point = { id: 'even', title: 'even', why: 'order', check: (n: number) => odd(n) };
  const odd = (n: number): string | undefined => (n % 2 === 0 ? undefined : `${n} is odd`);
  const subjects = new Map([
    ['a', 2],
    ['b', 3],
  ]);

  it('fails where a point is not met, and says where', () => {
    expect(audit(PLAN, { points: [point], subjects })).toMatchObject([
      { result: 'failed', findings: { b: '3 is odd' } },
    ]);
  });

  it('lets what has a reason pass, and says the reason', () => {
    const results = audit(PLAN, { points: [{ ...point, exception: 'odd day' }], subjects });
    expect(results).toMatchObject([{ result: 'exception', exception: 'odd day' }]);
    expect(auditTable(results)).toMatch(/1 points: 0 ok, 1 exceptions, 0 failed\neven: odd day$/);
  });

  it('lets some subjects pass alone', () => {
    const exceptionFor = (n: number): string | undefined => (n === 3 ? 'odd day' : undefined);
    const points = [{ ...point, exceptionFor }];
    expect(audit(PLAN, { points, subjects })).toMatchObject([
      { result: 'exception', exception: 'odd day' },
    ]);
    const [mixed] = audit(PLAN, { points, subjects: new Map([...subjects, ['c', 5]]) });
    expect(mixed).toMatchObject({ result: 'failed', findings: { b: '3 is odd', c: '5 is odd' } });
    expect(mixed).not.toHaveProperty('exception');
  });

  it('states no exception for what is as it should be', () => {
    const even = new Map([['a', 2]]);
    const [result] = audit(PLAN, { points: [{ ...point, exception: 'x' }], subjects: even });
    expect(result).toEqual({ id: 'even', title: 'even', why: 'order', result: 'ok', findings: {} });
  });
});

describe('points', () => {
  it('have a name each', () => {
    const ids = [...ACCESS_POINTS, ...SERVER_POINTS, ...LOGGING_POINTS, ...CONTAINER_POINTS].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(['trust', 'md5', 'password', 'cert'])('refuse logins by %s', (method) => {
    const rules = [{ ...RULES[1], method } as NodeFacts['rules'][number]];
    expect(find(ACCESS_POINTS, 'hba-passwords', { ...FACTS, rules })).toBe(`hostssl ${method}`);
  });

  it('refuse clear text, and whoever else gets in without a password', () => {
    const rules = [
      { ...RULES[1], type: 'host' },
      { ...RULES[0], roles: ['all'] },
    ] as NodeFacts['rules'];
    expect(find(ACCESS_POINTS, 'hba-encrypted', { ...FACTS, rules })).toBe('clear: all');
    expect(find(ACCESS_POINTS, 'hba-local', { ...FACTS, rules })).toBe('all by peer');
    for (const id of ['hba-encrypted', 'hba-local', 'hba-passwords']) {
      expect(find(ACCESS_POINTS, id, FACTS)).toBeUndefined();
    }
  });

  it('refuse another superuser, and a role that logs in without a SCRAM verifier', () => {
    const roles = [
      { ...ROLE, name: 'boss', isSuper: true },
      { ...ROLE, name: 'open', verifier: null },
      { ...ROLE, name: 'group', canLogIn: false, verifier: null },
    ];
    expect(find(ACCESS_POINTS, 'one-superuser', { ...FACTS, roles })).toBe('boss');
    expect(find(ACCESS_POINTS, 'passwords', { ...FACTS, roles })).toBe('open');
  });

  it('refuse files of others', () => {
    const data = (owner: string, mode: string): NodeFacts => ({
      ...FACTS,
      files: { data_directory: { owner, mode } },
    });
    expect(find(SERVER_POINTS, 'data-directory', data('postgres', '700'))).toBeUndefined();
    expect(find(SERVER_POINTS, 'data-directory', data('postgres', '750'))).toBe('mode 750');
    expect(find(SERVER_POINTS, 'data-directory', data('root', '700'))).toBe('belongs to root');
  });
});

describe('processFacts', () => {
  it("reads a process's status", () => {
    const status =
      'Name:\tpostgres Umask:\t0077 Uid:\t100\t100\t100\t100 CapPrm:\t0 CapEff:\t00000000a80425fb ' +
      'CapBnd:\t0000000000000000 NoNewPrivs:\t1 Seccomp:\t2 Seccomp_filters:\t1 ';
    expect(processFacts(status)).toEqual({
      name: 'postgres',
      uid: 100,
      effective: '00000000a80425fb',
      bounding: '0000000000000000',
      noNewPrivileges: true,
      filtered: true,
    });
  });
});
