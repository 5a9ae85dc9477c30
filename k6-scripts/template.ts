import type { Operation } from './lib/operation';
import { evenly, type Scenario } from './lib/scenario';

/** Orders are numbered from 1 to this. */
const ORDERS = 100_000;

const readOrder: Operation = {
  name: 'read_order',
  class: 'read',
  description: 'one order by its customer and number',
  roundTrips: 1,
  routing: 'single-shard',
  statement: ({ random }) => {
    const order = random.whole(1, ORDERS);
    return {
      sql: 'SELECT * FROM orders WHERE customer_id = $1::int AND id = $2::bigint',
      parameters: [order % 1000, order],
      rows: [1, 1],
    };
  },
};

const payOrder: Operation = {
  name: 'pay_order',
  class: 'write',
  description: 'an order is paid now',
  roundTrips: 1,
  routing: 'single-shard',
  statement: ({ random, nowMs }) => {
    const order = random.whole(1, ORDERS);
    return {
      sql: 'UPDATE orders SET paid_at = to_timestamp($3::float8) WHERE customer_id = $1::int AND id = $2::bigint',
      parameters: [order % 1000, order, nowMs / 1000],
      rows: [1, 1],
    };
  },
};

const scenario: Scenario = {
  description: 'nine orders read for each that is paid',
  tables: ['orders'],
  mix: () => [...evenly([readOrder], 90), ...evenly([payOrder], 10)],
};

export default scenario;
