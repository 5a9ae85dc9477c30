import type { Against, Measured, Verdict } from '../verdict/verdict-file';

type Statement = Verdict['statements'][number];

const against = (word: Against['word'], ratio: number | null, reason = ''): Against => ({
  ...{ word, ratio, reason },
  interval: ratio === null ? null : [ratio * 0.9, ratio * 1.12],
});

const measured = (p50: number, native: Against): Measured[] => [
  { stack: 'single', p50, p99: p50 * 3, against: null },
  {
    stack: 'native',
    ...{ p50: native.ratio && p50 * native.ratio, p99: native.ratio && p50 * native.ratio * 4 },
    against: native,
  },
];

const answer = (
  engine: string,
  rows: number | null,
  place: Statement['predicted'] | null = null,
) => ({
  ...{ engine, place, rows, hash: rows === null ? null : 'aa', refused: null },
});

const STATEMENTS: readonly Statement[] = [
  {
    ...{
      name: 'orders-by-customer',
      share: 0.62,
      callShare: 0.7,
      isSame: true,
      isDetermined: true,
    },
    sql: 'SELECT * FROM orders WHERE tenant_id = $1 AND customer_id = $2 ORDER BY created_at DESC LIMIT $3',
    predicted: 'one shard',
    answers: [answer('single', 10), answer('native', 10, 'one shard')],
    measured: measured(0.8, against('loses', 1.9)),
  },
  {
    ...{ name: 'sales-by-country', share: 0.3, callShare: 0.01, isSame: true, isDetermined: true },
    sql: 'SELECT c.country_id, sum(o.total) FROM orders o JOIN customers c ON c.tenant_id = o.tenant_id AND c.id = o.customer_id WHERE o.created_at > now() - $1 GROUP BY c.country_id ORDER BY sum(o.total) DESC',
    predicted: 'all shards',
    answers: [answer('single', 8), answer('native', 8, 'moved')],
    measured: measured(140, against('gains', 0.55)),
  },
  {
    ...{ name: 'users-by-email', share: 0.04, callShare: 0.2, isSame: false, isDetermined: true },
    sql: 'SELECT id FROM users WHERE email = $1 LIMIT $2',
    predicted: 'all shards',
    answers: [answer('single', 1), answer('native', 2, 'all shards')],
    measured: measured(0.2, against('no evidence', 1.04, 'p 0.41')),
  },
  {
    ...{ name: 'coupons-used', share: 0.02, callShare: 0.05, isSame: false, isDetermined: true },
    sql: 'INSERT INTO coupons VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET uses = coupons.uses + $3',
    predicted: 'one shard',
    answers: [
      answer('single', 0),
      {
        ...answer('native', null),
        refused: {
          sqlstate: '42P10',
          message:
            'there is no unique or exclusion constraint matching the ON CONFLICT specification',
          remedy: 'name a key that has tenant_id',
        },
      },
    ],
    measured: measured(0.3, against('refused', null)),
  },
];

/** A verdict on a shop that two stacks were measured for. */
export function exampleVerdict(change: Partial<Verdict> = {}): Verdict {
  const side = {
    engine: 'native',
    runs: 6,
    operationsPerSecond: 812,
    msPerCall: 1.1,
    tag: 'own',
  } as const;
  return {
    format: 1,
    madeAt: '2026-11-28T12:00:00.000Z',
    source: 'app@db:5432/shop',
    verdict: "don't shard",
    because: [
      'native takes 1.8 times the time of single for all statements, at equal limits',
      'one server has room for all of it',
    ],
    reach: {
      ...{ measuredBytes: 111e6, sourceBytes: 111e6, upToBytes: 333e6 },
      because: 'Measured with 106 MiB; nothing is said of more than 318 MiB.',
    },
    sides: [
      {
        ...{ ...side, stack: 'single', workers: 0, cpuMsPerCall: 0.9 },
        limits: { nodes: 1, cpus: 2, memoryMiB: 4096 },
      },
      {
        ...{ ...side, stack: 'native', workers: 2, cpuMsPerCall: null },
        ...{ operationsPerSecond: 352, msPerCall: 1.98 },
        limits: { nodes: 3, cpus: null, memoryMiB: 4096 },
      },
    ],
    comparisons: [
      {
        ...{ stack: 'native', kind: 'equal limits' },
        because: 'Both have 4.0 GiB, and share the cores of one machine.',
        all: against('loses', 1.8),
      },
    ],
    statements: [...STATEMENTS],
    transactions: [
      {
        ...{ name: 'order', callShare: 0.04 },
        statements: ['orders-insert', 'order-lines-insert'],
        measured: measured(2.4, against('too few runs', 1.3, '3 of 4')),
      },
    ],
    left: [{ text: 'MERGE INTO stock USING changes ON …', why: 'MERGE', share: 0.02 }],
    warnings: ['native was measured while another stack was up.'],
    ...change,
  };
}
