import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import { Client, type ClientConfig } from 'pg';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiAnswer } from '../../running/passwords/password-checks';
import type { StackOutputs } from '../../topology/stack-outputs';
import { PASSWORD_NAMES, type PasswordName } from '../../topology/config/password-names';
import { allContainers, allNodes } from '../../topology/plan';
import { containerRuns, timelines, type ContainerRun } from './cluster-identity';
import {
  changeStack,
  copyStack,
  dropStack,
  npmRun,
  npmRunOk,
  stackFile,
  stackOutputs,
} from './project';
import { testPorts } from './test-ports';
import { Writers } from './writers';

const STACK = 'test-passwords';
const ON_STACK = ['--stack', STACK];

/** The role whose password each is; Patroni's REST interface has one without a role. */
const ROLES: Readonly<Record<Exclude<PasswordName, 'patroniApi'>, string>> = {
  superuser: 'postgres',
  replicator: 'replicator',
  rewind: 'rewind',
  citus: 'citus',
  monitor: 'monitor',
};

/** Of the data set, none of which the first deployment loads. */
const ROWS = 2000;

const before: Record<string, string> = passwords('before');
const after: Record<string, string> = passwords('after');

/** What YAML, connection strings and SQL give a meaning to stands in them. */
function passwords(word: string): Record<string, string> {
  return Object.fromEntries(PASSWORD_NAMES.map((name) => [name, `${word} '${name}' \\ : # %1`]));
}

describe('all passwords changed under load', () => {
  const docker = new Docker();
  let outputs: StackOutputs;

  beforeAll(async () => {
    copyStack('native', STACK, {
      'dataset.rows': ROWS,
      'workers.count': 1,
      'etcd.members': 1,
      ports: testPorts(15_480),
      passwords: before,
    });
    await npmRunOk('up', ...ON_STACK, '--without-dataset');
    outputs = await stackOutputs(STACK);
  }, 10 * 60_000);

  afterAll(async () => {
    const { code } = await npmRun('down', ...ON_STACK, '--yes');
    if (code === 0) dropStack(STACK);
  }, 180_000);

  /** Of all containers but the manager's, which is replaced for it. */
  async function runs(): Promise<Record<string, ContainerRun>> {
    const { manager, ...others } = await containerRuns(docker, outputs.plan);
    expect(manager).toBeDefined();
    return others;
  }

  function loginAt(port: 'write' | 'pooled', user: string, password: string): ClientConfig {
    const { endpoints, plan, caCertificate } = outputs;
    const { database } = plan;
    return { ...endpoints[port], user, password, database, ssl: { ca: caCertificate } };
  }

  /** The code of the error that a login ends with; `welcome` without one. */
  async function login(port: 'write' | 'pooled', user: string, password: string): Promise<string> {
    const client = new Client(loginAt(port, user, password));
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return 'welcome';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await client.end();
    }
  }

  it('has no sample rows until they are loaded', async () => {
    const count = async (): Promise<unknown> => {
      const client = new Client(loginAt('write', outputs.plan.user, before['citus'] ?? ''));
      await client.connect();
      const { rows } = await client.query('SELECT count(*)::int AS rows FROM vehicle_locations');
      await client.end();
      return rows;
    };
    expect(await count()).toEqual([{ rows: 0 }]);
    await npmRunOk('load', ...ON_STACK);
    expect(await count()).toEqual([{ rows: ROWS }]);
  });

  it('fails no statement, promotes nobody and replaces no container but the manager', async () => {
    const runsBefore = await runs();
    const timelinesBefore = await timelines(docker, outputs.plan);
    const { user } = outputs.plan;
    const words = [before['citus'] ?? '', after['citus'] ?? ''];
    const writers = await Writers.start(8, (one) => () => {
      const port = one % 2 === 0 ? 'write' : 'pooled';
      return words.map((password) => loginAt(port, user, password));
    });
    changeStack(STACK, { passwords: after });
    // The manager's container is replaced, which is asked for.
    await npmRunOk('up', ...ON_STACK, '--yes');
    const { acknowledged, failed, present } = await writers.stop();

    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(present).toEqual(acknowledged);
    expect(await timelines(docker, outputs.plan)).toEqual(timelinesBefore);
    expect(await runs()).toEqual(runsBefore);
  });

  it('leaves no former password that opens anything', async () => {
    for (const [name, role] of Object.entries(ROLES)) {
      const refused = await login('write', role, before[name] ?? '');
      expect([role, refused]).toEqual([role, '28P01']);
      expect([role, await login('write', role, after[name] ?? '')]).toEqual([role, 'welcome']);
    }
    expect(await login('pooled', 'citus', before['citus'] ?? '')).not.toBe('welcome');
    expect(await login('pooled', 'citus', after['citus'] ?? '')).toBe('welcome');
    for (const node of allNodes(outputs.plan)) {
      expect(await apiAnswer(docker, outputs.plan, node, before['patroniApi'] ?? '')).toBe(401);
      expect(await apiAnswer(docker, outputs.plan, node, after['patroniApi'] ?? '')).toBe(400);
    }
  });

  it('is finished: nothing is left to change, and commands use the new ones', async () => {
    const file = parse(readFileSync(stackFile(STACK), 'utf8')) as { config: object };
    expect(file.config).toHaveProperty(['citus-cluster:passwords'], after);
    const { code, stdout, stderr } = await npmRun('preview', ...ON_STACK, '--expect-no-changes');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const status = JSON.parse(await npmRunOk('status', ...ON_STACK, '--json')) as object;
    expect(status).toMatchObject({ healthy: true });
  });

  it('changes them in a cluster that is stopped as well, which is started for it', async () => {
    const containers = allContainers(outputs.plan).map((one) => docker.getContainer(one.container));
    await Promise.all(containers.map((container) => container.stop()));
    changeStack(STACK, { passwords: before });
    await npmRunOk('up', ...ON_STACK, '--yes');

    for (const [name, role] of Object.entries(ROLES)) {
      const refused = await login('write', role, after[name] ?? '');
      expect([role, refused]).toEqual([role, '28P01']);
      expect([role, await login('write', role, before[name] ?? '')]).toEqual([role, 'welcome']);
    }
    const status = JSON.parse(await npmRunOk('status', ...ON_STACK, '--json')) as object;
    expect(status).toMatchObject({ healthy: true });
  });
});
