import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitCondition } from '../tests/e2e/await-condition';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { LeaderStore } from './failover/leader-store';
import { Metrics } from './metrics';
import { observe, type Observation } from './observe/observation';
import { SEEN } from './observe/observed.fixture';
import { reconcile } from './reconcile';
import { RollingRestart } from './set-up/rolling-restart';
import { CatalogueSurvey } from './shards/catalogue-survey';
import { checkPlacements, type Survey } from './shards/placement-check';
import { decideWorkers, planCopies, type WorkerView } from './shards/worker-decision';
import { SHARDS_A_WORKER, SimulatedCluster } from './simulated/simulated-cluster.fixture';
import { statusDocument } from './status-document';

const WIDE = 100;
/** A tenth of {@link WIDE}. */
const NARROW = 10;
/**
 * How much more ten times the workers may take. What goes through all of them for each takes a hundred
 * times as much.
 */
const MOST_TIMES = 30;

/** How long a machine that others keep busy may take for anything here, ms. */
const LIMIT_MS = 60_000;

/** How often each is timed; the least counts. */
const ROUNDS = 3;

/** What something takes, ms: its time, and the CPU of this process, which knows no others' work. */
async function costOf(work: () => unknown): Promise<{ ms: number; cpuMs: number }> {
  const costs: { ms: number; cpuMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(before);
    costs.push({ ms: performance.now() - start, cpuMs: (user + system) / 1000 });
  }
  return {
    ms: Math.min(...costs.map(({ ms }) => ms)),
    cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)),
  };
}

/** Expects that a large cluster takes about as much more than a small one as it is larger. */
async function expectInProportion(
  what: string,
  wide: () => unknown,
  narrow: () => unknown,
): Promise<void> {
  const [few, many] = [await costOf(narrow), await costOf(wide)];
  const told = [WIDE, many, NARROW, few].map((of) =>
    typeof of === 'number' ? `${of} workers` : `${of.ms.toFixed(1)} ms, CPU ${of.cpuMs.toFixed(1)}`,
  );
  process.stdout.write(`${what}: ${told.join(' ')}\n`);
  // Times too short to be told from others say nothing.
  expect(many.cpuMs / Math.max(few.cpuMs, 0.5)).toBeLessThan(MOST_TIMES);
}

describe(`a manager of ${WIDE} workers with a standby each`, { timeout: 2 * LIMIT_MS }, () => {
  let wide: SimulatedCluster;
  let narrow: SimulatedCluster;

  beforeAll(async () => {
    [wide, narrow] = await Promise.all([
      SimulatedCluster.start(WIDE),
      SimulatedCluster.start(NARROW),
    ]);
  });
  afterAll(() => {
    wide.stop();
    narrow.stop();
  });

  /** A look that found all, as one does where this process gets its share of the machine. */
  const look = ({ plan, credentials }: SimulatedCluster): Promise<Observation> =>
    awaitCondition(
      'all nodes',
      () => observe(plan, credentials, LIMIT_MS),
      ({ groups }) => groups.every(({ nodes }) => nodes.every(({ report }) => report)),
      LIMIT_MS,
    );

  it('sees all of them at once', async () => {
    const observation = await look(wide);
    expect(observation.groups.filter(({ primary }) => primary !== undefined)).toHaveLength(
      WIDE + 1,
    );
    await expectInProportion(
      'a look at all nodes',
      () => look(wide),
      () => look(narrow),
    );
  });

  it('sees them by TLS, whose handshakes are made anew only once', async () => {
    const [many, few] = await Promise.all([
      SimulatedCluster.start(WIDE, { tls: true }),
      SimulatedCluster.start(NARROW, { tls: true }),
    ]);
    try {
      await Promise.all([look(many), look(few)]);
      await expectInProportion(
        'a look at all nodes by TLS',
        () => look(many),
        () => look(few),
      );
    } finally {
      for (const cluster of [many, few]) cluster.stop();
    }
  });

  it('goes round them and finds nothing to do', async () => {
    const round = async (cluster: SimulatedCluster): Promise<unknown> => {
      const { plan, credentials } = cluster;
      return reconcile(plan, credentials, await look(cluster), new RollingRestart());
    };
    expect(await round(wide)).toEqual({ configured: false, changes: [], reasons: [] });
    await expectInProportion(
      'a round',
      () => round(wide),
      () => round(narrow),
    );
  });

  it('asks each no more than it asks one of few', async () => {
    const questions = async (cluster: SimulatedCluster): Promise<ReadonlyMap<string, number>> => {
      const { plan, credentials, asked } = cluster;
      asked.clear();
      await reconcile(plan, credentials, await look(cluster), new RollingRestart());
      return new Map([...asked].map(([what, times]) => [what, times / (plan.groups.length - 1)]));
    };
    const few = await questions(narrow);
    // The coordinator is asked as well, which counts less among many.
    for (const [what, times] of await questions(wide)) {
      expect(times, what).toBeLessThanOrEqual(few.get(what) ?? 0);
    }
  });

  it('reads who leads all groups in a few requests, whoever asks', async () => {
    const store = new LeaderStore(wide.plan, wide.credentials.certificates);
    wide.asked.clear();
    const states = await Promise.all(wide.plan.groups.map((group) => store.read(group)));
    expect(states.map(({ leader }) => leader?.value)).toEqual(
      wide.plan.groups.map(({ nodes }) => nodes[0]?.name),
    );
    expect(wide.asked.get('POST /v3/kv/txn')).toBe(2);
    await Promise.all(wide.plan.groups.map((group) => store.read(group, 60_000)));
    expect(wide.asked.get('POST /v3/kv/txn')).toBe(2);
  });

  it('looks for their shards, tells of them and measures them', async () => {
    const told = async (cluster: SimulatedCluster) => {
      const { plan, credentials } = cluster;
      const observation = await look(cluster);
      const survey = new CatalogueSurvey(plan, credentials, () => Promise.resolve(observation));
      const running = survey.run();
      await awaitCondition(
        'all shards',
        () => Promise.resolve(survey),
        ({ rows, reasons }) => rows.length + 1 === plan.groups.length && reasons.length === 0,
        LIMIT_MS,
      );
      survey.stop();
      const metrics = new Metrics();
      const status = (): ReturnType<typeof statusDocument> =>
        statusDocument(plan, observation, { ...SEEN, shards: survey.rows });
      return { survey, running, metrics, status };
    };
    const [many, few] = [await told(wide), await told(narrow)];
    expect(many.status().shards).toHaveLength(WIDE);
    expect(many.status().reasons).toEqual([]);
    await expectInProportion('a status', many.status, few.status);
    await expectInProportion(
      'its metrics',
      () => many.metrics.render(many.status()),
      () => few.metrics.render(few.status()),
    );
    await Promise.all([many.running, few.running]);
  });
});

/** A catalogue with as many tables as an application may have, and replicated shards. */
function survey(workers: number): Survey {
  const tables = Array.from({ length: 10 }, (_, index) => `table_${index}`);
  const groups = Array.from({ length: workers }, (_, index) => index + 1);
  const placements = tables.flatMap((table) =>
    groups.flatMap((group) =>
      Array.from({ length: SHARDS_A_WORKER }, (_, index) => ({
        ...{ table, group, shard: `public.${table}_${group * SHARDS_A_WORKER + index}` },
      })),
    ),
  );
  const held = new Map(
    groups.map((group) => {
      const own = placements.filter((placement) => placement.group === group);
      return [group, new Map(own.map(({ shard }) => [shard, 1]))];
    }),
  );
  const nodes = [0, ...groups].map((group) => ({ group, name: `node-${group}` }));
  return { facts: { nodes, placements, unlogged: [] }, held };
}

describe(`what is decided about the shards of ${WIDE} workers`, () => {
  it('takes about as much longer as there are more of them', async () => {
    const counts = { 'workers.count': WIDE, 'dataset.shardCount': WIDE };
    const plan = planCluster(parseClusterConfig('wide', counts));
    const many = survey(WIDE);
    const few = survey(NARROW);
    expect(checkPlacements(plan, many, undefined).lostShards).toBe(0);
    await expectInProportion(
      'placements checked',
      () => checkPlacements(plan, many, undefined),
      () => checkPlacements(plan, few, undefined),
    );
  });

  it('takes about as much longer where shards have copies, also while a worker is lost', async () => {
    const view = (workers: number): WorkerView[] =>
      Array.from({ length: workers }, (_, index) => ({
        ...{ group: index + 1, name: `worker-${index + 1}-a`, port: 5432 },
        ...{ active: true, takesShards: true, lost: index === 0, settled: index > 0 },
      }));
    const copies = (workers: number) =>
      Array.from({ length: workers * SHARDS_A_WORKER * 10 }, (_, index) => ({
        ...{ shardIds: [index], names: [`t_${index}`], tables: ['t'], factor: 2 },
        groups: [1 + (index % workers), 1 + ((index + 1) % workers)],
      }));
    const decide = (workers: number) => {
      const [views, shards] = [view(workers), copies(workers)];
      return () => [decideWorkers(views, shards), planCopies(views.slice(1), shards)];
    };
    expect(decideWorkers(view(WIDE), copies(WIDE)).disable).toHaveLength(1);
    await expectInProportion('workers decided', decide(WIDE), decide(NARROW));
  });
});
