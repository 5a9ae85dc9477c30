-- A shop that many tenants share, as an example of a database of one's own: what it should be sharded by is
-- tenant_id, and what Citus or engine native refuse of a schema is in it once at least. Afterwards:
--
--   psql -c 'CALL fill_shop(tenants => 200, orders => 100000)'
--   pgbench -n -f examples/shop-load.sql -c 4 -T 60

-- The same on every node, but that a country names a product: a reference table to a distributed one.
CREATE TABLE countries (id char(2) PRIMARY KEY, name text NOT NULL, featured_product bigint);
CREATE TABLE categories (id integer PRIMARY KEY, name text NOT NULL);

CREATE TABLE tenants (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  country_id char(2) NOT NULL REFERENCES countries,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- An identity that is no bigint, a key over all tenants, a foreign key that clears a column.
CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  email text NOT NULL UNIQUE,
  manager_id integer REFERENCES users ON DELETE SET NULL
);

-- A key by which texts that differ are equal; rows that not everybody sees.
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE logins (
  name text COLLATE any_case PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  user_id integer NOT NULL REFERENCES users
);
ALTER TABLE logins ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON logins USING (tenant_id = current_setting('shop.tenant', true)::bigint);

CREATE TABLE customers (
  id bigint PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  email text NOT NULL,
  country_id char(2) NOT NULL REFERENCES countries,
  UNIQUE (tenant_id, email)
);
-- A table that inherits.
CREATE TABLE vip_customers (discount numeric NOT NULL) INHERITS (customers);

-- A generated column, and pictures outside of tables.
CREATE TABLE products (
  id bigint PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  category_id integer NOT NULL REFERENCES categories,
  title text NOT NULL,
  price numeric NOT NULL,
  picture oid,
  searched tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED
);
ALTER TABLE countries ADD FOREIGN KEY (featured_product) REFERENCES products;

CREATE TYPE order_status AS ENUM ('open', 'paid', 'sent', 'closed');
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  customer_id bigint NOT NULL REFERENCES customers,
  status order_status NOT NULL DEFAULT 'open',
  total numeric NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz,
  UNIQUE (tenant_id, id)
);
CREATE INDEX ON orders (tenant_id, customer_id, created_at);
-- A trigger.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER orders_changed BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_change();

CREATE TABLE order_lines (
  id bigint PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
  product_id bigint NOT NULL REFERENCES products,
  amount integer NOT NULL,
  price numeric NOT NULL
);
CREATE INDEX ON order_lines (tenant_id, order_id);
CREATE INDEX ON order_lines (tenant_id, product_id);

CREATE TABLE payments (
  id uuid PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  order_id bigint NOT NULL REFERENCES orders,
  amount numeric NOT NULL
);
CREATE INDEX ON payments (tenant_id, order_id);

-- A foreign key with the tenant in it that changes it with its order's; a type without hash.
CREATE TABLE shipments (
  tenant_id bigint NOT NULL,
  id bigint NOT NULL,
  order_id bigint NOT NULL,
  destination point,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id) ON UPDATE CASCADE
);

-- A rule; a foreign key that would set the tenant to another.
CREATE TABLE coupons (
  tenant_id bigint NOT NULL DEFAULT 1 REFERENCES tenants ON DELETE SET DEFAULT,
  code text NOT NULL,
  uses integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, code)
);
CREATE RULE keep_coupons AS ON DELETE TO coupons DO INSTEAD NOTHING;

-- An exclusion without the tenant.
CREATE TABLE bookings (
  id bigint PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenants,
  during tstzrange NOT NULL,
  EXCLUDE USING gist (during WITH &&)
);

-- Partitions of which one has partitions.
CREATE TABLE events (
  tenant_id bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  what text NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_before PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO (MAXVALUE) PARTITION BY LIST (kind);
CREATE TABLE events_2026_views PARTITION OF events_2026 FOR VALUES IN ('view');
CREATE TABLE events_2026_others PARTITION OF events_2026 DEFAULT;
CREATE INDEX ON events (tenant_id, at);

-- Rows without a tenant.
CREATE TABLE visits (id bigint PRIMARY KEY, tenant_id bigint, path text NOT NULL, at timestamptz NOT NULL);

-- Of no tenant, and joined to nothing.
CREATE TABLE jobs (id bigserial PRIMARY KEY, kind text NOT NULL, is_done boolean NOT NULL DEFAULT false);
CREATE INDEX ON jobs (id) WHERE NOT is_done;

CREATE VIEW open_orders AS SELECT tenant_id, id, customer_id, total FROM orders WHERE status = 'open';
CREATE MATERIALIZED VIEW sales AS
  SELECT p.category_id, sum(l.amount * l.price) AS total
  FROM order_lines l JOIN products p ON p.id = l.product_id AND p.tenant_id = l.tenant_id GROUP BY 1;

-- Row i of a table belongs to tenant 1 + i % tenants, so that a load finds what belongs together.
CREATE PROCEDURE fill_shop(tenants integer, orders integer) LANGUAGE sql AS $$
  INSERT INTO countries SELECT code, 'country ' || code FROM unnest(ARRAY['AT', 'BR', 'CH', 'DE', 'FR', 'JP', 'NZ', 'PE']) code;
  INSERT INTO categories SELECT i, 'category ' || i FROM generate_series(1, 40) i;
  INSERT INTO tenants SELECT i, 'tenant ' || i, (ARRAY['AT', 'CH', 'DE', 'FR'])[1 + i % 4], now() - i * interval '1 h'
    FROM generate_series(1, tenants) i;
  INSERT INTO users (tenant_id, email) SELECT 1 + i % tenants, 'user' || i || '@example.org' FROM generate_series(0, 5 * tenants - 1) i;
  INSERT INTO logins SELECT 'Login' || id, tenant_id, id FROM users;
  INSERT INTO customers SELECT i, 1 + i % tenants, 'customer' || i || '@example.org', (ARRAY['AT', 'BR', 'JP', 'PE'])[1 + i % 4]
    FROM generate_series(0, orders / 4 - 1) i;
  INSERT INTO vip_customers SELECT -1 - i, 1 + i % tenants, 'vip' || i || '@example.org', 'CH', 0.1 FROM generate_series(0, tenants - 1) i;
  INSERT INTO products SELECT i, 1 + i % tenants, 1 + i % 40, 'product ' || i, 1 + i % 97 FROM generate_series(0, orders / 10 - 1) i;
  INSERT INTO orders SELECT i, 1 + i % tenants, i % (orders / 4 / tenants * tenants),
      (ARRAY['open', 'paid', 'sent', 'closed']::order_status[])[1 + i % 7 % 4], i % 997, now() - i * interval '1 min'
    FROM generate_series(0, orders - 1) i;
  SELECT setval('orders_id_seq', orders);
  INSERT INTO order_lines SELECT i, 1 + i % tenants, i % (orders / tenants * tenants), i % (orders / 10 / tenants * tenants), 1 + i % 5, 1 + i % 97
    FROM generate_series(0, 3 * orders - 1) i;
  INSERT INTO payments SELECT gen_random_uuid(), tenant_id, id, total FROM orders WHERE status <> 'open';
  INSERT INTO shipments SELECT tenant_id, id, id, point(id % 180, id % 90) FROM orders WHERE status IN ('sent', 'closed');
  INSERT INTO coupons SELECT 1 + i % tenants, 'code ' || i FROM generate_series(0, 3 * tenants - 1) i;
  INSERT INTO bookings SELECT i, 1 + i % tenants, tstzrange(now() + i * interval '1 h', now() + (i + 1) * interval '1 h')
    FROM generate_series(0, tenants - 1) i;
  INSERT INTO events SELECT 1 + i % tenants, timestamptz '2025-12-01' + i * interval '1 h', (ARRAY['view', 'click', 'buy'])[1 + i % 3], 'what ' || i
    FROM generate_series(0, 2 * orders - 1) i;
  INSERT INTO visits SELECT i, CASE WHEN i % 5 > 0 THEN 1 + i % tenants END, '/page/' || i % 100, now() FROM generate_series(0, orders / 2) i;
  INSERT INTO jobs (kind) SELECT 'mail' FROM generate_series(1, 200) i;
  ANALYZE;
$$;
