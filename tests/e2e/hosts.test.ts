import Docker from 'dockerode';
import type { ClientConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import type { StackStatus } from '../../running/read-status';
import type { ListedHost } from '../../stack/hosts/host-list';
import type { StackOutputs } from '../../topology/stack-outputs';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { rigObstacle } from '../rig/obstacle';
import { Rig } from '../rig/rig';
import { OPERATOR, type RigHost } from '../rig/rig-host';
import { awaitCondition } from './await-condition';
import { BackedUpStack } from './backed-up-stack';
import { changeStack, copyStack, dropStack, npmRun, npmRunOk, stackOutputs } from './project';
import { Writers } from './writers';

const STACK = 'test-hosts';
const LOADED = 20_000;
const onStack = ['--stack', STACK];
/** Beside rigs that somebody has up by hand. */
const PLACE = { name: 'rige2e', subnet: '10.82.0' };
const UP_LIMIT_MS = 10 * 60_000;
const BACK_LIMIT_MS = 120_000;

/**
 * Writes wait for a lost host no longer than this, ms. On hosts of their own it is 3 s (docs/hosts.md); here
 * all of them share the machine, which has just lost a third of its work and starts as much anew.
 */
const GAP_LIMIT_MS = 12_000;

/** So long after the loss it is told, ms. */
const TOLD_LIMIT_MS = 10_000;

describe.skipIf(rigObstacle() !== undefined)('a stack over several hosts', () => {
  let rig: Rig;
  let outputs: StackOutputs;
  let loaded: string;
  /** The host that is given up for good. */
  let gone: RigHost;
  const backedUp = new BackedUpStack(STACK, new Docker());

  const configOf = ({ docker, address, certificates }: RigHost) => ({
    ...{ docker, address, certificates },
  });

  beforeAll(async () => {
    await Rig.sweep(PLACE.name);
    rig = await Rig.start({ hosts: 4, ...PLACE });
    copyStack('native', STACK, {
      'workers.count': 2,
      'dataset.rows': LOADED,
      'backup.restorePointSeconds': 10,
      hosts: Object.fromEntries(rig.hosts.slice(0, 3).map((host) => [host.name, configOf(host)])),
    });
    await npmRunOk('up', ...onStack, '--yes');
    outputs = await stackOutputs(STACK);
    loaded = await checksum();
  }, UP_LIMIT_MS);

  afterAll(async () => {
    const { code } = await npmRun('down', ...onStack, '--yes');
    await Rig.sweep(PLACE.name);
    if (code === 0) dropStack(STACK);
  }, 180_000);

  /** Of a client that leaves a silent server after a second. */
  function login(): ClientConfig {
    const { connections, caCertificate } = outputs;
    return {
      connectionString: connections.write.replace(/\?.*$/, ''),
      connectionTimeoutMillis: 8000,
      query_timeout: 1000,
      ...(caCertificate !== undefined && { ssl: { ca: caCertificate } }),
    };
  }

  /** Number and contents of the loaded rows; the writers' have vehicles of their own. */
  async function checksum(): Promise<string> {
    const client = await openClient({ ...login(), query_timeout: 20_000 });
    try {
      const { rows } = await client.query<{ sum: string }>(`
        SELECT count(*) || ' rows, ' || sum(hashtextextended(concat_ws('|', id, vehicle_id,
          ST_AsText(location), recorded_at, region_code), 0)::numeric) AS sum
        FROM vehicle_locations WHERE vehicle_id >= 0`);
      return rows[0]?.sum ?? '';
    } finally {
      await client.end();
    }
  }

  async function status(): Promise<StackStatus> {
    const { stdout } = await npmRun('status', ...onStack, '--json');
    return JSON.parse(stdout) as StackStatus;
  }

  async function hosts(): Promise<ListedHost[]> {
    return JSON.parse(await npmRunOk('hosts', 'list', ...onStack, '--json')) as ListedHost[];
  }

  const healthy = (): Promise<StackStatus> =>
    awaitCondition('a healthy stack', status, (one) => one.healthy, BACK_LIMIT_MS);

  async function underWriters(work: () => Promise<void>): Promise<number> {
    const writers = await Writers.start(8, () => () => [login()], 30_000);
    const outcome = await work().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const { acknowledged, present, failed, longestGapMs } = await writers.stop();
    if (outcome !== undefined) throw outcome.error;
    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(8);
    // A write whose answer was lost is there besides.
    const there = new Set(present);
    expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
    return longestGapMs;
  }

  it('has no two members of a group on a host, and is as it is at a second up', async () => {
    const listed = await hosts();
    expect(listed.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['h1 active', 'h2 active', 'h3 active'],
    ]);
    const parts = listed.flatMap((host) => host.parts);
    for (const part of ['coordinator', 'worker-1', 'worker-2']) {
      expect(parts.filter((name) => name.startsWith(`${part}-`))).toHaveLength(2);
    }
    expect(parts.filter((name) => name.startsWith('etcd-'))).toHaveLength(3);
    const { code, stderr } = await npmRun('preview', ...onStack, '--expect-no-changes');
    expect(code, stderr).toBe(0);
  }, 120_000);

  it('is backed up to one of its hosts', async () => {
    const point = await backedUp.pointFromNow();
    const { window, repositories } = await backedUp.backups();
    expect(window?.to).toBeGreaterThanOrEqual(window?.from ?? Infinity);
    const [{ name = '', sets = [], gaps } = {}, ...others] = repositories;
    expect(others).toEqual([]);
    expect([sets[0]?.type, sets[0]?.lacks, gaps]).toEqual(['full', [], {}]);
    expect((await hosts()).flatMap(({ parts }) => parts)).toContain(name);
    expect(point).toMatch(/^point-/);
  }, 240_000);

  it.each([
    ['the primary of the coordinator', (one: StackStatus) => one.groups[0]?.primary],
    ['the manager that acts', (one: StackStatus) => one.acting],
  ])(
    'loses nothing with the host of %s',
    async (_, chosen) => {
      const lost = rig.host((chosen(await healthy()) ?? '').split('-').at(-1) ?? '');
      const gapMs = await underWriters(async () => {
        await lost.kill();
        const killedAt = Date.now();
        const isTold = ({ healthy: is, acting }: StackStatus): boolean => !is && acting !== null;
        await awaitCondition('word of the loss', status, isTold, TOLD_LIMIT_MS + 5000, 250);
        expect(Date.now() - killedAt).toBeLessThan(TOLD_LIMIT_MS);
        await awaitCondition(
          'a primary of each group',
          status,
          (one) => one.groups.every(({ primary }) => primary !== null),
          BACK_LIMIT_MS,
        );
        await lost.start();
        await healthy();
      });
      expect(gapMs).toBeLessThan(GAP_LIMIT_MS);
      expect(await checksum()).toBe(loaded);
    },
    300_000,
  );

  it('leads nobody to the primary of a host whose line to the others is cut', async () => {
    const cut = rig.host(((await healthy()).groups[0]?.primary ?? '').split('-').at(-1) ?? '');
    const listed = uriOfEachHost(login().connectionString ?? '');
    const connectionString = listed.find(({ hostname }) => hostname === cut.address)?.href;
    expect(connectionString).toBeDefined();
    const alone = (): Promise<boolean> =>
      openClient({ ...login(), connectionString, connectionTimeoutMillis: 1000 }).then(
        async (client) => {
          await client.end();
          return true;
        },
        () => false,
      );
    const gapMs = await underWriters(async () => {
      await cut.partition();
      await awaitCondition('its refusal', alone, (is) => !is, GAP_LIMIT_MS);
      await cut.heal();
      await awaitCondition('its way in', alone, Boolean, BACK_LIMIT_MS);
      await healthy();
    });
    expect(gapMs).toBeLessThan(GAP_LIMIT_MS);
    expect(await checksum()).toBe(loaded);
  }, 300_000);

  it('hands over the primaries of a host that is to be stopped, and gives them back', async () => {
    await healthy();
    const before = await hosts();
    const { name, primaries } = before.find((host) => host.primaries.length > 0) ?? { name: '' };
    const gapMs = await underWriters(async () => {
      await npmRunOk('hosts', 'drain', name, ...onStack);
      expect((await hosts()).find((host) => host.name === name)?.primaries).toEqual([]);
      await rig.host(name).stopEngine();
      await awaitCondition('word of it', status, (one) => !one.healthy, BACK_LIMIT_MS);
      await rig.host(name).start();
      await npmRunOk('hosts', 'resume', name, ...onStack);
    });
    expect(gapMs).toBeLessThan(GAP_LIMIT_MS);
    const { nodes = [] } = outputs.plan.groups[0] ?? {};
    const own = nodes[0]?.host === name ? [nodes[0].name] : [];
    const after = (await hosts()).find((host) => host.name === name)?.primaries ?? [];
    expect(after).toEqual(expect.arrayContaining(own));
    expect(primaries).toBeDefined();
  }, 300_000);

  it('says what to do about a host that is gone with the backups, and makes on others what it had', async () => {
    await healthy();
    const { host: name = '' } = outputs.plan.backup?.repositories[0] ?? {};
    gone = rig.host(name);
    await gone.partition({ from: [OPERATOR] });
    const alive = await npmRun('hosts', 'lost', name, '--yes', ...onStack);
    expect(alive.stderr).toMatch(/^error: h\d is not lost: .*, but others hear it; mend the way/m);
    await gone.heal();

    await gone.kill();
    const refused = await npmRun('up', ...onStack, '--yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^error: the engine of host (h\d) does not answer: .*hosts -- lost \1/m,
    );

    changeStack(STACK, { 'hosts.h4': configOf(rig.host('h4')) });
    let told = '';
    const gapMs = await underWriters(async () => {
      told = (await npmRun('hosts', 'lost', name, '--yes', ...onStack)).stderr;
    });
    expect(gapMs).toBeLessThan(GAP_LIMIT_MS);
    expect(told).toMatch(/^backups begin anew on h\d: those of h\d are lost with it$/m);
    outputs = await stackOutputs(STACK);
    await healthy();
    const listed = await hosts();
    const own = listed.find((host) => host.name === name);
    expect(own).toMatchObject({ state: 'lost', parts: [] });
    expect(listed.find((host) => host.name === 'h4')?.parts).toContain('etcd-h4');
    expect(await checksum()).toBe(loaded);

    await gone.start();
    const running = async (): Promise<number> => (await gone.console.listContainers()).length;
    await awaitCondition('the zombie', running, (count) => count > 0, BACK_LIMIT_MS);
    const { stderr } = await npmRun('hosts', 'list', ...onStack);
    expect(stderr).toContain(`${name}, which was lost, is back`);
    expect(await running()).toBe(0);
    expect((await status()).healthy).toBe(true);
  }, 600_000);

  it('is restored in place, each group on its own hosts, from the repository that began anew', async () => {
    await backedUp.query('CREATE TABLE notes AS SELECT generate_series(1, 500) AS id');
    const point = await backedUp.pointFromNow();
    const { repositories } = await backedUp.backups();
    const { host: name } = outputs.plan.backup?.repositories[0] ?? {};
    expect(repositories.map((one) => one.name)).toEqual([`backup-${name}`]);
    expect(repositories[0]?.gaps).toEqual({});
    await backedUp.query('DROP TABLE notes');
    await npmRunOk('restore', '--to', point, '--yes', ...onStack);
    expect(await backedUp.count('notes')).toBe(500);
    expect(await checksum()).toBe(loaded);
    expect((await status()).healthy).toBe(true);
  }, 400_000);

  it('leaves nothing on its hosts when it is taken down', async () => {
    await npmRunOk('down', ...onStack, '--yes');
    for (const { console: docker } of rig.hosts.filter((host) => host !== gone)) {
      expect(await docker.listContainers({ all: true })).toEqual([]);
      expect((await docker.listVolumes()).Volumes).toEqual([]);
    }
  }, 180_000);
});
