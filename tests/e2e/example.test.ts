import { rmSync } from 'node:fs';
import path from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { uriOfAllHosts, uriOfEachHost } from '../../topology/uri-hosts';
import { npmRun, npmRunOk, ROOT, type Outcome } from './project';

const FOLDER = path.join('examples', 'two-clusters');
const STACK = 'example';
const NAMES = [`citus-${STACK}-orders`, `citus-${STACK}-tracks`];

const docker = new Docker();

const pulumi = (...args: string[]): Promise<Outcome> => npmRun('pulumi', '-C', FOLDER, ...args);
const pulumiOk = (...args: string[]): Promise<string> => npmRunOk('pulumi', '-C', FOLDER, ...args);

/** Rows that a client counts which trusts the cluster's own authority. */
async function countRows(uri: string, ca: string): Promise<number> {
  const uris = uriOfEachHost(uri);
  // node-postgres takes whom to trust from a file that the URI names, or from its options.
  uris[0].searchParams.delete('sslmode');
  const client = await openClient({
    ...{ connectionString: uriOfAllHosts(uris), ssl: { ca }, connectionTimeoutMillis: 5000 },
  });
  try {
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM vehicle_locations',
    );
    return rows[0]?.n ?? NaN;
  } finally {
    await client.end();
  }
}

/** Names of all that the engine has of the two clusters. */
async function madeOnEngine(): Promise<string[]> {
  const filters = { name: NAMES };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes } = await docker.listVolumes({ filters });
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...networks.map(({ Name }) => Name),
    ...Volumes.map(({ Name }) => Name),
  ];
}

describe('a program with two clusters and a provider of its own', () => {
  beforeAll(async () => {
    await pulumiOk('stack', 'init', STACK);
    await pulumiOk('up', '--stack', STACK, '--yes', '--skip-preview');
  });

  afterAll(async () => {
    await pulumi('destroy', '--stack', STACK, '--yes', '--skip-preview');
    await pulumi('stack', 'rm', '--stack', STACK, '--yes');
    rmSync(path.join(ROOT, FOLDER, `Pulumi.${STACK}.yaml`), { force: true });
  });

  it('has both, each with its own name and rows', async () => {
    const shown = await pulumiOk('stack', 'output', '--json', '--show-secrets', '--stack', STACK);
    const { uris, authorities } = JSON.parse(shown) as Record<
      'uris' | 'authorities',
      Record<'orders' | 'tracks', string>
    >;
    expect(uris.orders).not.toBe(uris.tracks);
    expect(await countRows(uris.orders, authorities.orders)).toBe(1000);
    expect(await countRows(uris.tracks, authorities.tracks)).toBe(1000);
    for (const name of NAMES) {
      expect((await madeOnEngine()).some((made) => made.includes(name))).toBe(true);
    }
  });

  it('finds nothing to change afterwards, in a preview and in an update', async () => {
    const preview = await pulumi('preview', '--stack', STACK, '--expect-no-changes');
    expect(preview.code, preview.stdout + preview.stderr).toBe(0);
    const up = await pulumiOk('up', '--stack', STACK, '--yes', '--skip-preview');
    expect(up).toMatch(/Resources:\s+\d+ unchanged\n/);
  });

  it('shows no password, and fills no screen', async () => {
    const outputs = await pulumiOk('stack', 'output', '--stack', STACK);
    expect(outputs).not.toMatch(/postgresql:/);
    expect(outputs.split('\n').length).toBeLessThan(10);
  });

  it('leaves nothing when destroyed', async () => {
    await pulumiOk('destroy', '--stack', STACK, '--yes', '--skip-preview');
    expect(await madeOnEngine()).toEqual([]);
  });
});
