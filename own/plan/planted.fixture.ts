import type { Profile } from '../profile';
import { profileOf, type TableWords } from '../schema.fixture';

/** A database with a key that should be found. */
export interface Planted {
  readonly what: string;
  /** Column of the largest table. */
  readonly key: string;
  readonly profile: Profile;
}

/** `name rows: columns | key a, b | foreign keys | partitioned | of parent`, as `profileOf` takes them. */
function tableOf(line: string): [string, TableWords] {
  const [head = '', ...rest] = line.split(' | ');
  const [, name = '', rows, columns = ''] = /^(\S+) (\d+): (.*)$/.exec(head) ?? [];
  const told = (word: string) => rest.find((part) => part.startsWith(word))?.slice(word.length);
  const key = told('key');
  const parent = told('of ');
  return [
    name,
    {
      columns: columns.split(', '),
      rows: Number(rows),
      references: rest.filter((part) => part.includes(' > ')),
      ...(key !== undefined && {
        primary: key
          .split(/, ?/)
          .map((one) => one.trim())
          .filter(Boolean),
      }),
      ...(rest.includes('partitioned') && { kind: 'partitioned' as const }),
      ...(parent !== undefined && { partitionOf: parent }),
    },
  ];
}

/** `calls ms text` */
function statementOf(line: string): [string, number, number] {
  const [, calls, ms, text = ''] = /^(\d+) (\d+) (.*)$/.exec(line) ?? [];
  return [text, Number(calls), Number(ms)];
}

const lines = (text: string): string[] => text.trim().split(/\n\s*/);

/** Ten databases of different kinds, as applications make them. */
export const PLANTED: readonly Planted[] = [
  {
    what: 'several companies in one shop, with foreign keys',
    key: 'public.lines.company_id',
    tables: `
      companies 400: id, name text
      customers 40000: id, company_id ~400, email text | company_id > companies.id
      products 20000: id, company_id ~400, title text | company_id > companies.id
      orders 400000: id, company_id ~400, customer_id, status text ~5, created_at timestamptz | company_id > companies.id | customer_id > customers.id
      lines 1600000: id, company_id ~400, order_id ~400000, product_id ~20000, amount integer ~20 | company_id > companies.id | order_id > orders.id | product_id > products.id
      countries 200: id text, name text`,
    statements: `
      9000 900 SELECT * FROM orders WHERE company_id = $1 AND id = $2
      3000 1500 SELECT * FROM orders o JOIN lines l ON l.order_id = o.id AND l.company_id = o.company_id WHERE o.company_id = $1 AND o.customer_id = $2
      200 3000 SELECT p.title, sum(l.amount) FROM lines l JOIN products p ON p.id = l.product_id AND p.company_id = l.company_id WHERE l.company_id = $1 GROUP BY 1
      2000 200 INSERT INTO orders (company_id, customer_id) VALUES ($1, $2) RETURNING id
      8000 700 INSERT INTO lines (company_id, order_id, product_id, amount) VALUES ($1, $2, $3, $4)
      2000 300 UPDATE orders SET status = $1 WHERE company_id = $2 AND id = $3
      1 400 SELECT status, count(*) FROM orders GROUP BY status`,
  },
  {
    what: 'accounts of an application that knows no foreign keys',
    key: 'public.events.account_id',
    tables: `
      accounts 3000: id, plan text ~3
      users 30000: id, account_id, email text
      projects 15000: id, account_id ~3000, owner_id ~9000
      tasks 600000: id, account_id ~3000, project_id ~15000, state text ~4
      events 5000000: id, account_id ~3000, task_id, kind text ~12, created_at timestamp`,
    statements: `
      20000 4000 SELECT * FROM tasks WHERE account_id = $1 AND project_id = $2 ORDER BY id LIMIT $3
      20000 600 SELECT * FROM users WHERE id = $1 LIMIT $2
      8000 2500 SELECT * FROM events WHERE account_id = $1 AND task_id = $2
      20000 2400 INSERT INTO events (account_id, task_id, kind, created_at) VALUES ($1, $2, $3, $4) RETURNING id
      5000 700 UPDATE tasks SET state = $1 WHERE tasks.account_id = $2 AND tasks.id = $3
      1000 900 SELECT count(*) FROM tasks t JOIN projects p ON p.id = t.project_id AND p.account_id = t.account_id WHERE t.account_id = $1`,
  },
  {
    what: 'a shop whose customers are many',
    key: 'public.order_lines.customer_id',
    tables: `
      customers 500000: id, name text
      carts 200000: id, customer_id ~200000 | customer_id > customers.id
      orders 2000000: customer_id ~400000, id, status text ~6 | key customer_id, id | customer_id > customers.id
      order_lines 6000000: customer_id ~400000, order_id ~2000000, line integer ~9, product_id ~5000 | key customer_id, order_id, line | customer_id, order_id > orders.customer_id, id | product_id > products.id
      products 5000: id, title text, category_id ~40 | category_id > categories.id
      categories 40: id, name text`,
    statements: `
      9000 1100 SELECT * FROM orders WHERE customer_id = $1 ORDER BY id DESC LIMIT $2
      9000 1600 SELECT l.*, p.title FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.customer_id = $1 AND l.order_id = $2
      15000 700 SELECT * FROM carts WHERE customer_id = $1
      30000 900 SELECT * FROM products WHERE id = $1
      4 1500 SELECT p.category_id, count(*) FROM order_lines l JOIN products p ON p.id = l.product_id GROUP BY 1`,
  },
  {
    what: 'devices that measure',
    key: 'public.measurements.device_id',
    tables: `
      sites 60: id, name text
      devices 20000: id uuid, site_id ~60, model text ~8 | site_id > sites.id
      measurements 50000000: device_id uuid ~20000, at timestamptz, metric text ~12, value real | key device_id, at, metric | device_id > devices.id
      alerts 100000: id, device_id uuid ~5000, at timestamptz | device_id > devices.id`,
    statements: `
      200000 9000 INSERT INTO measurements VALUES ($1, $2, $3, $4)
      6000 8000 SELECT at, value FROM measurements WHERE device_id = $1 AND at > $2 AND metric = $3
      5 6000 SELECT d.model, avg(m.value) FROM measurements m JOIN devices d ON d.id = m.device_id WHERE m.at > $1 GROUP BY 1
      900 700 SELECT * FROM alerts a JOIN devices d ON d.id = a.device_id WHERE d.site_id = $1`,
  },
  {
    what: 'rooms in which people write',
    key: 'public.messages.room_id',
    tables: `
      people 3000: id, name text
      rooms 50000: id, topic text
      members 400000: room_id ~50000, person_id ~3000 | key room_id, person_id | room_id > rooms.id | person_id > people.id
      messages 9000000: id, room_id ~50000, person_id ~3000, body text | room_id > rooms.id | person_id > people.id
      reactions 1500000: id, room_id ~40000, message_id ~900000, person_id ~3000 | room_id > rooms.id | message_id > messages.id | person_id > people.id`,
    statements: `
      30000 6000 SELECT m.*, p.name FROM messages m JOIN people p ON p.id = m.person_id WHERE m.room_id = $1 ORDER BY m.id DESC LIMIT $2
      8000 900 INSERT INTO messages (room_id, person_id, body) VALUES ($1, $2, $3)
      9000 1800 SELECT r.* FROM reactions r JOIN messages m ON m.id = r.message_id AND m.room_id = r.room_id WHERE r.room_id = $1
      6000 700 SELECT room_id FROM members WHERE person_id = $1
      30000 800 SELECT 1 FROM members WHERE room_id = $1 AND person_id = $2`,
  },
  {
    what: 'accounts that are booked on',
    key: 'public.entries.account_id',
    tables: `
      currencies 30: id text, name text
      accounts 2000000: id uuid, currency_id text ~30, balance numeric | currency_id > currencies.id
      entries 18000000: id uuid, account_id uuid ~1900000, transfer_id uuid ~9000000, amount numeric | account_id > accounts.id | transfer_id > transfers.id
      transfers 9000000: id uuid, reason text
      statements_sent 5000000: account_id uuid ~1000000, month date | key account_id, month | account_id > accounts.id`,
    statements: `
      20000 3000 UPDATE accounts SET balance = balance + $1 WHERE id = $2
      20000 2000 INSERT INTO entries VALUES ($1, $2, $3, $4)
      9000 1700 SELECT * FROM entries WHERE account_id = $1 ORDER BY id LIMIT $2
      4000 2800 SELECT sum(e.amount), a.balance FROM accounts a JOIN entries e ON e.account_id = a.id WHERE a.id = $1 GROUP BY 2
      10000 900 INSERT INTO transfers VALUES ($1, $2)
      3000 300 SELECT * FROM statements_sent WHERE account_id = $1`,
  },
  {
    what: 'visits of many sites, counted',
    key: 'public.hits.site_id',
    tables: `
      sites 2500: id integer, domain text
      sessions 9000000: id, site_id integer ~2500, visitor_id ~4000000, started timestamptz | site_id > sites.id
      hits 80000000: site_id integer ~2500 !0.08, session_id ~9000000, at timestamptz, path text | key
      goals 9000: id integer, site_id integer, path text | site_id > sites.id`,
    statements: `
      3000 40000 SELECT path, count(*) FROM hits WHERE site_id = $1 AND at > $2 GROUP BY path ORDER BY 2 DESC LIMIT $3
      900 9000 SELECT count(*) FROM hits h JOIN goals g ON g.site_id = h.site_id AND g.path = h.path WHERE h.site_id = $1
      200000 9000 INSERT INTO hits (site_id, session_id, at, path) VALUES ($1, $2, $3, $4)
      700 8000 SELECT date_trunc($1, started), count(DISTINCT visitor_id) FROM sessions WHERE site_id = $2 GROUP BY 1
      50 5000 SELECT s.visitor_id, count(*) FROM sessions s JOIN hits h ON h.session_id = s.id AND h.site_id = s.site_id WHERE s.site_id = $1 GROUP BY 1`,
  },
  {
    what: 'organisations with keys of several columns, in a schema of their own',
    key: 'app.documents.org_uuid',
    tables: `
      app.orgs 5000: org_uuid uuid, name text | key org_uuid
      app.folders 200000: org_uuid uuid ~5000, folder_no integer ~300 | key org_uuid, folder_no
      app.documents 7000000: org_uuid uuid ~5000, folder_no integer ~300, document_no integer ~9000, body text | key org_uuid, document_no
      app.grants 9000000: org_uuid uuid ~5000, document_no integer ~9000, person_uuid uuid ~40000 | key org_uuid, document_no, person_uuid`,
    statements: `
      40000 5000 SELECT * FROM app.documents WHERE org_uuid = $1 AND document_no = $2
      9000 7000 SELECT d.* FROM app.documents d JOIN app.grants g USING (org_uuid, document_no) WHERE g.org_uuid = $1 AND g.person_uuid = $2
      900 2000 SELECT folder_no, count(*) FROM app.documents WHERE org_uuid = $1 GROUP BY 1
      9000 900 INSERT INTO app.grants VALUES ($1, $2, $3) ON CONFLICT (org_uuid, document_no, person_uuid) DO NOTHING`,
  },
  {
    what: 'quoted names, as mappers of objects write them',
    key: 'public.Invoice.workspaceId',
    tables: `
      Workspace 1200: id text, name text
      Contact 300000: id text, workspaceId text ~1200, email text | workspaceId > Workspace.id
      Invoice 2000000: id text, workspaceId text ~1200, contactId text, state text ~4 | workspaceId > Workspace.id | contactId > Contact.id
      Payment 900000: id text, workspaceId text ~1000, invoiceId text ~900000 | workspaceId > Workspace.id | invoiceId > Invoice.id`,
    statements: `
      9000 4000 SELECT "public"."Invoice"."id" FROM "public"."Invoice" WHERE ("public"."Invoice"."workspaceId" = $1 AND "public"."Invoice"."state" = $2) LIMIT $3 OFFSET $4
      5000 5000 SELECT i.id FROM "Invoice" i LEFT JOIN "Contact" c ON c.id = i."contactId" AND c."workspaceId" = i."workspaceId" WHERE i."workspaceId" = $1
      900 90 INSERT INTO "public"."Payment" ("id", "workspaceId", "invoiceId") VALUES ($1, $2, $3) RETURNING "public"."Payment"."id"
      1900 200 UPDATE "Invoice" SET "state" = $1 WHERE "id" = $2 AND "workspaceId" = $3
      4000 200 SELECT * FROM "Invoice" WHERE "id" IN ($1, $1)`,
  },
  {
    what: 'players of a game, whose moves are in partitions',
    key: 'public.moves.player_id',
    tables: `
      worlds 12: id, name text
      players 900000: id, world_id ~12, name text | world_id > worlds.id
      items 20000000: id, player_id ~700000, kind_id ~300 | player_id > players.id | kind_id > kinds.id
      kinds 300: id, name text
      moves 0: player_id ~800000, at timestamptz, what text ~40 | key player_id, at | player_id > players.id | partitioned
      moves_1 40000000: player_id ~800000, at timestamptz, what text ~40 | key player_id, at | of public.moves
      moves_2 40000000: player_id ~800000, at timestamptz, what text ~40 | key player_id, at | of public.moves`,
    statements: `
      9000 3000 SELECT i.*, k.name FROM items i JOIN kinds k ON k.id = i.kind_id WHERE i.player_id = $1
      60000 5000 INSERT INTO moves VALUES ($1, $2, $3)
      6000 3000 SELECT * FROM moves WHERE player_id = $1 AND at > $2
      9000 600 SELECT p.*, w.name FROM players p JOIN worlds w ON w.id = p.world_id WHERE p.id = $1
      3 2000 SELECT w.id, count(*) FROM players p JOIN worlds w ON w.id = p.world_id JOIN moves m ON m.player_id = p.id WHERE m.at > $1 GROUP BY 1`,
  },
].map(({ what, key, tables, statements }) => ({
  what,
  key,
  profile: profileOf(
    Object.fromEntries(lines(tables).map(tableOf)),
    lines(statements).map(statementOf),
  ),
}));
