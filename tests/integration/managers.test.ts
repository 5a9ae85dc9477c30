import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusDocument } from '../../manager/status-document';
import type { ClusterPlan } from '../../topology/plan';
import { now, sleep } from '../../words/clock';
import { awaitCondition } from '../e2e/await-condition';
import { IMAGE_LIMIT_MS } from './build-image';
import { ManagedNode } from './managed-node';

/** Managers in containers, of which one acts, on a real etcd and a real PostgreSQL. */

const NAMES = ['manager-h1', 'manager-h2'];

/** A lost holder is replaced within this time, ms, and one that leaves "at once". */
const TAKEOVER_MS = 5000;
const HANDOVER_MS = 2500;

/** What a machine that is busy may take for what has no limit of its own, ms. */
const LIMIT_MS = 60_000;

let cluster: ManagedNode;
let plan: ClusterPlan;

beforeAll(async () => {
  cluster = await ManagedNode.start(`managers-${process.pid}`);
  plan = cluster.withManagers(...NAMES);
  for (const name of NAMES) await cluster.manage(plan, name);
}, IMAGE_LIMIT_MS);

afterAll(() => cluster.end());

async function acting(names = NAMES): Promise<string[]> {
  const findings = await Promise.all(names.map((name) => cluster.findings(name)));
  return findings.flatMap((found) => (found?.acting === true ? found.manager : []));
}

/** Waits until one acts and all of them are ready: who acts, and who does not. */
async function settled(): Promise<{ holder: string; other: string }> {
  const reasons = async () => [
    ...(await Promise.all(NAMES.map((name) => cluster.notReady(name)))),
    await acting(),
  ];
  const answers = await awaitCondition(
    'one that acts',
    reasons,
    (all) => all.slice(0, -1).every((one) => one?.length === 0) && all.at(-1)?.length === 1,
    LIMIT_MS,
  );
  const [holder = ''] = answers.at(-1) ?? [];
  return { holder, other: NAMES.find((name) => name !== holder) ?? '' };
}

/** Until a manager acts, ms. */
async function untilActs(name: string): Promise<number> {
  const from = now();
  while ((await cluster.findings(name))?.acting !== true) {
    if (now() - from > LIMIT_MS) throw new Error(`${name} does not act`);
    await sleep(20);
  }
  const ms = now() - from;
  process.stdout.write(`${name} acts after ${Math.round(ms)} ms\n`);
  return ms;
}

async function status(name: string): Promise<StatusDocument> {
  const found = await cluster.status(name);
  if (found === undefined) throw new Error(`${name} does not answer`);
  return found;
}

/** Names of the sessions that hold the acting manager's lock. */
async function lockHolders(): Promise<string[]> {
  const client = new Client({ connectionString: cluster.server.connection });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND granted`,
    );
    return rows.map((row) => row.name);
  } finally {
    await client.end();
  }
}

describe('two managers', () => {
  it('are of one mind: one acts, and both tell the same', async () => {
    const { holder, other } = await settled();
    const [of, by] = [await status(holder), await status(other)];
    expect(of).toMatchObject({ manager: holder, acting: holder });
    expect(by).toEqual({ ...of, manager: other });
    expect(of.managers).toEqual(NAMES.map((name) => ({ name, healthy: true })));
    expect(await lockHolders()).toEqual([expect.stringContaining(` ${holder} `)]);
  });

  it('go on by the other one where one is frozen, which does not act when it wakes up', async () => {
    const { holder, other } = await settled();
    await cluster.container(holder).pause();
    expect(await untilActs(other)).toBeLessThan(TAKEOVER_MS);
    expect((await status(other)).reasons).toContain(`${holder} does not answer`);
    await cluster.container(holder).unpause();
    const from = now();
    let answers = 0;
    while (now() - from < TAKEOVER_MS) {
      const findings = await cluster.findings(holder);
      if (findings !== undefined) answers += 1;
      expect(findings?.acting).not.toBe(true);
    }
    expect(answers).toBeGreaterThan(10);
    expect(await settled()).toEqual({ holder: other, other: holder });
    expect(await lockHolders()).toEqual([expect.stringContaining(` ${other} `)]);
  });

  it('go on by the other one where one is killed', async () => {
    const { holder, other } = await settled();
    await cluster.container(holder).kill();
    expect(await untilActs(other)).toBeLessThan(TAKEOVER_MS);
    await cluster.container(holder).start();
    expect(await settled()).toMatchObject({ holder: other });
  });

  it('go on by the other one where one is cut off, which finds out by itself', async () => {
    const { holder, other } = await settled();
    const network = cluster.docker.getNetwork(plan.network);
    await network.disconnect({ Container: cluster.container(holder).id });
    expect(await untilActs(other)).toBeLessThan(TAKEOVER_MS);
    await network.connect({
      Container: cluster.container(holder).id,
      EndpointConfig: { Aliases: [holder] },
    });
    expect(await settled()).toMatchObject({ holder: other });
  });

  it('go on at once where one is stopped', async () => {
    const { holder, other } = await settled();
    const stopped = cluster.container(holder).stop();
    expect(await untilActs(other)).toBeLessThan(HANDOVER_MS);
    await stopped;
    await cluster.container(holder).start();
    expect(await settled()).toMatchObject({ holder: other });
  });

  it('leave it to nobody while the store does not answer', async () => {
    await settled();
    await cluster.etcd.pause();
    const nobody = await awaitCondition('nobody', acting, (all) => all.length === 0, TAKEOVER_MS);
    expect(nobody).toEqual([]);
    // What one heard of the other it tells for a moment longer.
    await awaitCondition(
      'the same from both',
      () => Promise.all(NAMES.map((name) => cluster.notReady(name))),
      (all) => all.every((reasons) => reasons?.join() === 'no manager acts'),
      TAKEOVER_MS,
    );
    await cluster.etcd.unpause();
    await settled();
  });

  it('leave it to the one that got the newest plan', async () => {
    const { holder, other } = await settled();
    const parallelMoves = plan.rebalance.parallelMoves + 1;
    const newer = { ...plan, rebalance: { ...plan.rebalance, parallelMoves } };
    await cluster.manage(newer, other);
    await untilActs(other);
    await awaitCondition(
      'the one that has lost the lease to hear of it',
      () => cluster.notReady(holder),
      (reasons) => reasons?.join() === `${other} acts, by another plan`,
      TAKEOVER_MS,
    );
    await cluster.manage(newer, holder);
    expect(await settled()).toMatchObject({ holder: other });
  });
});

describe('a manager alone', () => {
  it('acts without the store', async () => {
    for (const name of NAMES) await cluster.remove(name);
    await cluster.etcd.pause();
    await cluster.manage(cluster.plan, 'manager');
    await untilActs('manager');
    await awaitCondition(
      'set-up',
      () => cluster.notReady('manager'),
      (reasons) => reasons?.length === 0,
      LIMIT_MS,
    );
    await cluster.etcd.unpause();
    expect(await status('manager')).toMatchObject({ acting: 'manager', manager: 'manager' });
    expect(await lockHolders()).toEqual(['citus-cluster manager']);
  });
});
