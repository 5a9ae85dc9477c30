import { connect } from '../../sql/connect';
import { messageOf } from '../../words/message-of';
import type { StackOutputs } from '../../topology/stack-outputs';
import { allNodes } from '../../topology/plan';
import { catalogueFaults } from './catalogue';
import { checkLedger, type LedgerCheck } from './check-ledger';
import { now, sleep } from '../../words/clock';
import { ACCOUNT_BALANCE } from '../load/ledger-tables';
import type { WrittenKey } from '../load/operation';
import { differingPlacements, hasReplicatedShards } from './placements';
import type { StackContainers } from '../faults/stack-containers';

/** What must hold after a fault, and whether it did. */
export interface Invariant {
  readonly name: string;
  readonly holds: boolean;
  /** What was found; a list of what is wrong where it does not hold. */
  readonly detail: string;
}

/** The oldest that a prepared transaction may get, s. */
const PREPARED_LIMIT_S = 120;

/** How long a check may be refused by a cluster that is still settling, ms. */
const SETTLE_MS = 30_000;

/** Most lost rows that are named. */
const NAMED_KEYS = 10;

/** What the checks look at. */
export interface InvariantParts {
  readonly outputs: StackOutputs;
  readonly containers: StackContainers;
  /** Everything that clients wrote so far. */
  readonly keys: readonly WrittenKey[];
  /** Number of accounts. */
  readonly accounts: number;
  readonly onWait: (text: string) => void;
}

/** Checks all that can be looked up in the cluster, while no load is running. */
export async function checkInvariants(
  parts: InvariantParts,
): Promise<{ readonly ledger: LedgerCheck; readonly invariants: Invariant[] }> {
  const { outputs } = parts;
  // First, for money in a prepared transaction is in neither account.
  const prepared = await noOldPrepared(parts);
  const ledger = checkLedger(parts.keys, await presentKeys(outputs));
  const invariants = [
    prepared,
    acknowledgedRows(ledger),
    invariant('no row that nobody was promised', ledger.unexpected.slice(0, NAMED_KEYS)),
    await eventually('transfer total unchanged', () => changedTotal(outputs, parts.accounts)),
    await eventually("catalogue equal to Patroni's view", () => catalogueFaults(outputs)),
  ];
  if (hasReplicatedShards(outputs)) {
    invariants.push(
      await eventually('placements of one shard equal', () => differingPlacements(outputs)),
    );
  }
  return { ledger, invariants };
}

/** An invariant that holds where nothing is wrong. */
export function invariant(name: string, wrong: readonly string[], fine = 'yes'): Invariant {
  return { name, holds: wrong.length === 0, detail: wrong.length === 0 ? fine : wrong.join('; ') };
}

function acknowledgedRows({ acked, lost }: LedgerCheck): Invariant {
  const named = lost.slice(0, NAMED_KEYS).join(', ');
  return invariant(
    'every acknowledged row present',
    lost.length === 0 ? [] : [`${lost.length} of ${acked} lost, among them ${named}`],
    `${acked} rows`,
  );
}

/** Looks again while something is wrong or nobody answers, for as long as the cluster may settle. */
async function eventually(
  name: string,
  look: () => Promise<readonly string[]>,
): Promise<Invariant> {
  const deadline = now() + SETTLE_MS;
  for (;;) {
    const wrong = await look().catch((error: unknown) => [messageOf(error)]);
    if (wrong.length === 0 || now() > deadline) return invariant(name, wrong);
    await sleep(1000);
  }
}

async function presentKeys({ connections }: StackOutputs): Promise<Set<string>> {
  const deadline = now() + SETTLE_MS;
  for (;;) {
    try {
      const client = await connect(connections.write, 'citus-cluster chaos');
      try {
        const { rows } = await client.query<{ key: string }>(
          `SELECT slot || ':' || sequence AS key FROM chaos_writes`,
        );
        return new Set(rows.map(({ key }) => key));
      } finally {
        await client.end();
      }
    } catch (error) {
      if (now() > deadline) throw error;
      await sleep(1000);
    }
  }
}

async function changedTotal({ connections }: StackOutputs, accounts: number): Promise<string[]> {
  const client = await connect(connections.write, 'citus-cluster chaos');
  try {
    const { rows } = await client.query<{ total: string }>(
      'SELECT coalesce(sum(balance), 0) AS total FROM chaos_accounts',
    );
    const expected = accounts * ACCOUNT_BALANCE;
    const total = Number(rows[0]?.total);
    return total === expected ? [] : [`${total} instead of ${expected}`];
  } finally {
    await client.end();
  }
}

/** Waits for young prepared transactions to be recovered; those that get too old are a violation. */
async function noOldPrepared(parts: InvariantParts): Promise<Invariant> {
  const name = `no prepared transaction older than ${PREPARED_LIMIT_S} s`;
  let waited = false;
  for (;;) {
    const ages = await preparedAges(parts);
    const old = ages.filter(({ seconds }) => seconds > PREPARED_LIMIT_S);
    if (old.length > 0) {
      return invariant(
        name,
        old.map(({ node, gid, seconds }) => `${gid} on ${node}: ${Math.round(seconds)} s`),
      );
    }
    if (ages.length === 0) {
      return invariant(name, [], waited ? 'younger ones were recovered meanwhile' : 'none');
    }
    waited = true;
    parts.onWait(`${ages.length} prepared transactions to be recovered`);
    await sleep(1000);
  }
}

async function preparedAges({ outputs, containers }: InvariantParts) {
  const query = `SELECT gid || '|' || extract(epoch FROM clock_timestamp() - prepared) FROM pg_prepared_xacts`;
  const lists = await Promise.all(
    allNodes(outputs.plan).map(async ({ name, container }) => {
      const psql = ['psql', '-X', '-q', '-A', '-t', '-d', 'postgres', '-c', query];
      const { code, output } = await containers.exec(container, psql, 'postgres');
      if (code !== 0) return [{ node: name, gid: `(${output.trim()})`, seconds: 0 }];
      return output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [gid = '', seconds = ''] = line.split('|');
          return { node: name, gid, seconds: Number(seconds) };
        });
    }),
  );
  return lists.flat();
}
