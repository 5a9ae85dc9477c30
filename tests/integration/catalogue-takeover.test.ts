import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeOverCatalogue } from '../../manager/set-up/catalogue-takeover';
import { addressOf, type NodePlan } from '../../topology/plan';
import { awaitCondition } from '../e2e/await-condition';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { startBareCluster, type BareCluster } from './bare-cluster';

const ROUNDS = 5;
const MANAGERS = 3;

/** On a busy machine; it takes a quarter of a second where nothing else is at work, ms. */
const LIMIT_MS = 10_000;

describe.skipIf(CITUS_IMAGE === undefined)("new primaries in Citus's catalogue", () => {
  let cluster: BareCluster;

  beforeAll(async () => {
    cluster = await startBareCluster('citus', CITUS_IMAGE ?? '', 'takeover');
  });
  afterAll(() => cluster.remove());

  const primaries = async (): Promise<string[]> => {
    const rows = await cluster.query<{ name: string }>(
      0,
      'SELECT nodename AS name FROM pg_dist_node WHERE groupid > 0 ORDER BY groupid',
    );
    return rows.map(({ name }) => name);
  };

  it('are entered at once, also those of two workers, by three managers at the same time', async () => {
    const { plan, secrets } = cluster;
    const [coordinator, ...workers] = plan.groups.flatMap(({ nodes }) => nodes);
    if (coordinator === undefined) throw new Error('no coordinator');
    const lost = (node: NodePlan): NodePlan => ({ ...node, address: `192.0.2.${node.group}` });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { group } of workers) {
        const name = `192.0.2.${group}`;
        await cluster.query(
          0,
          `UPDATE pg_dist_node SET nodename = '${name}' WHERE groupid = ${group}`,
        );
      }
      const over = new AbortController();
      const takeovers = Array.from({ length: MANAGERS }, () =>
        workers.map((current) =>
          takeOverCatalogue(
            { former: lost(current), current, formerIsSilent: true },
            { coordinator, workers: [], credentials: secrets, plan, signal: over.signal },
          ),
        ),
      ).flat();
      const isEntered = (names: readonly string[]): boolean =>
        workers.every((node, i) => names[i] === addressOf(node));
      await awaitCondition('the names of both', primaries, isEntered, LIMIT_MS, 20);
      over.abort();
      await Promise.all(takeovers);
    }
    const log = await cluster.log(0);
    expect(log).not.toContain('deadlock detected');
    expect(log).not.toContain('due to lock timeout');
  });
});
