import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../profile';
import { profileOf } from '../schema.fixture';
import { advise } from './advice';
import { distributionColumn } from './placement';
import { PLANTED } from './planted.fixture';
import { propose } from './propose';

beforeAll(loadModule);

const SIZE = { workers: 3, shards: 12 };

describe('a key that is there is proposed first', () => {
  it.each(PLANTED)('$what', ({ profile, key }) => {
    const [first] = propose(profile, SIZE).best;
    const dot = key.lastIndexOf('.');
    expect(first && distributionColumn(first.placement, key.slice(0, dot))).toBe(
      key.slice(dot + 1),
    );
    expect(first?.score.refused).toBe(0);
  });
});

const advice = (profile: Profile) => advise(profile, propose(profile, SIZE), SIZE.workers);

describe("what should not be sharded is told so: don't shard", () => {
  it('where every statement joins by another column', () => {
    const { verdict, because } = advice(
      profileOf(
        {
          pages: { columns: ['id', 'title text'], rows: 900_000 },
          links: {
            columns: ['from_page ~800000', 'to_page ~800000'],
            rows: 9_000_000,
            primary: ['from_page', 'to_page'],
            references: ['from_page > pages.id', 'to_page > pages.id'],
          },
          tags: { columns: ['id', 'word text'], rows: 900_000 },
          tagged: {
            columns: ['tag ~900000', 'page ~900000'],
            rows: 5_000_000,
            primary: ['tag', 'page'],
            references: ['tag > tags.id', 'page > pages.id'],
          },
        },
        [
          [
            'SELECT b.title FROM pages a JOIN links l ON l.from_page = a.id JOIN pages b ON b.id = l.to_page WHERE a.title = $1',
            9000,
            4000,
          ],
          [
            'SELECT p.title FROM tags t JOIN tagged g ON g.tag = t.id JOIN pages p ON p.id = g.page WHERE t.word = $1',
            9000,
            4000,
          ],
          [
            'SELECT a.word, b.word FROM tagged x JOIN tagged y ON y.page = x.page JOIN tags a ON a.id = x.tag JOIN tags b ON b.id = y.tag WHERE a.word = $1',
            2000,
            5000,
          ],
        ],
      ),
    );
    expect(verdict).toBe("don't shard");
    expect(because.join()).toMatch(/rows move between nodes/);
  });

  it('where one value has most of the rows', () => {
    const { verdict, because } = advice(
      profileOf(
        { events: { columns: ['id', 'customer_id ~5000 !0.8', 'text text'], rows: 9_000_000 } },
        [['SELECT * FROM events WHERE customer_id = $1', 9000, 9000]],
      ),
    );
    expect(verdict).toBe("don't shard");
    expect(because.join()).toMatch(/one node has 87 % of the rows/);
  });

  it('where no column has enough values', () => {
    const { verdict, because } = advice(
      profileOf(
        { events: { columns: ['kind_id ~9', 'at timestamptz'], rows: 9_000_000, primary: [] } },
        [['SELECT * FROM events WHERE kind_id = $1', 9000, 9000]],
      ),
    );
    expect(verdict).toBe("don't shard");
    expect(because).toContain('public.events.kind_id: it has 9 values, and 12 shards want 48');
  });

  it('where short statements name no common column', () => {
    const { verdict, because } = advice(
      profileOf({ people: { columns: ['id', 'email text', 'phone text'], rows: 9_000_000 } }, [
        ['SELECT * FROM people WHERE email = $1 AND id > $2', 9000, 900],
        ['SELECT * FROM people WHERE phone LIKE $1', 9000, 900],
        ['SELECT * FROM people WHERE phone > $1', 9000, 900],
      ]),
    );
    expect(verdict).toBe("don't shard");
    expect(because.join()).toMatch(/would ask every shard/);
  });
});

it('is not yet needed where one server has room and time left', () => {
  expect(PLANTED.map(({ profile }) => advice(profile).verdict)).toContain('not yet');
  const [shop] = PLANTED;
  const server = { ...shop?.profile.server, bytes: 300 * 1024 ** 3 } as Profile['server'];
  expect(shop && advice({ ...shop.profile, server }).verdict).toBe('shard');
});

it('has every node hold no more than few bytes of all, in however many tables', () => {
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  const tables = {
    orders: {
      columns: ['id', 'tenant_id ~9000', ...numbers.map((i) => `kind${i}_id ~9000`)],
      rows: 100_000,
      references: numbers.map((i) => `kind${i}_id > kinds${i}.id`),
    },
    ...Object.fromEntries(
      numbers.map((i) => [`kinds${i}`, { columns: ['id', 'name text'], rows: 20_000 + i }]),
    ),
  };
  const profile = profileOf(tables, [['SELECT * FROM orders WHERE tenant_id = $1', 9000, 9000]]);
  const [first] = propose(profile, SIZE).best;
  const bytes = (list: Profile['tables']): number =>
    list.reduce((sum, one) => sum + one.bytes + one.indexBytes, 0);
  const everywhere = profile.tables.filter(
    ({ name }) => first?.placement.get(name)?.kind === 'reference',
  );
  expect(everywhere.length).toBeGreaterThan(0);
  expect(bytes(everywhere) / bytes(profile.tables)).toBeLessThanOrEqual(0.05);
});

it('plans a hundred tables and 500 statements in less than 5 s of CPU', () => {
  const tables = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `t${i}`,
      {
        columns: ['id', 'tenant_id ~9000', `t${(i * 7) % 100}_id ~9000`, 'note text'],
        rows: 90_000,
        references: [`t${(i * 7) % 100}_id > t${(i * 7) % 100}.id`],
      },
    ]),
  );
  const statements = Array.from({ length: 500 }, (_, i): [string, number, number] => {
    const [one, other] = [`t${i % 100}`, `t${((i % 100) * 7) % 100}`];
    return [
      `SELECT a.note, count(*) AS n${i} FROM ${one} a JOIN ${other} b ON b.id = a.${other}_id AND b.tenant_id = a.tenant_id WHERE a.tenant_id = $1 AND a.note IN (SELECT note FROM t${i % 13} WHERE tenant_id = $1) GROUP BY 1`,
      100,
      100,
    ];
  });
  const before = process.cpuUsage();
  const { best } = propose(profileOf(tables, statements), SIZE);
  expect(best[0]?.key).toBe('tenant_id');
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});
