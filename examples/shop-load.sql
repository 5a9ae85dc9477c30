-- What users of examples/shop.sql do, for pgbench: -D tenants=200 -D orders=100000 -n -f examples/shop-load.sql
\set tenant_row random(0, :tenants - 1)
\set tenant 1 + :tenant_row
\set order :tenant_row + :tenants * random(0, :orders / :tenants - 1)
\set customer :tenant_row + :tenants * random(0, :orders / 4 / :tenants - 1)
\set product :tenant_row + :tenants * random(0, :orders / 10 / :tenants - 1)
\set fresh random(1000000000, 9000000000000)
\set dice random(1, 100)

SELECT * FROM orders WHERE tenant_id = :tenant AND customer_id = :customer ORDER BY created_at DESC LIMIT 20;
SELECT o.status, l.amount, p.title FROM orders o
  JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
  JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
  JOIN categories c ON c.id = p.category_id
  WHERE o.tenant_id = :tenant AND o.id = :order;
SELECT t.name, c.name FROM tenants t JOIN countries c ON c.id = t.country_id WHERE t.id = :tenant;
SELECT sum(total) FROM open_orders WHERE tenant_id = :tenant;
BEGIN;
INSERT INTO orders (tenant_id, customer_id, total, created_at) VALUES (:tenant, :customer, 10, now());
INSERT INTO order_lines VALUES (:fresh, :tenant, :order, :product, 1, 10);
INSERT INTO payments VALUES (gen_random_uuid(), :tenant, :order, 10);
UPDATE orders SET status = 'paid' WHERE tenant_id = :tenant AND id = :order;
END;
INSERT INTO events VALUES (:tenant, now(), 'view', 'product');
SELECT kind, count(*) FROM events WHERE tenant_id = :tenant AND at > now() - interval '7 days' GROUP BY kind;
\if :dice <= 20
INSERT INTO coupons VALUES (:tenant, 'code ' || :fresh) ON CONFLICT (tenant_id, code) DO UPDATE SET uses = coupons.uses + 1;
SELECT p.title, sum(l.amount) FROM order_lines l JOIN products p ON p.id = l.product_id AND p.tenant_id = l.tenant_id
  WHERE l.tenant_id = :tenant GROUP BY p.title ORDER BY 2 DESC LIMIT 10;
SELECT * FROM customers WHERE tenant_id = :tenant AND email = 'customer' || :customer || '@example.org';
SELECT user_id FROM logins WHERE name = 'login7';
\endif
\if :dice <= 5
SELECT id FROM jobs WHERE NOT is_done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
INSERT INTO visits VALUES (:fresh, :tenant, '/', now());
UPDATE users SET manager_id = NULL WHERE email = 'user' || :tenant_row || '@example.org';
SELECT total FROM sales WHERE category_id = 1;
\endif
\if :dice <= 1
SELECT status, count(*) FROM orders GROUP BY status;
SELECT c.country_id, sum(o.total) FROM orders o JOIN customers c ON c.tenant_id = o.tenant_id AND c.id = o.customer_id
  GROUP BY c.country_id;
SELECT count(*) FROM users u JOIN users m ON m.id = u.manager_id;
\endif
