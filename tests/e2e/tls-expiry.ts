import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { makeLeaf } from '../../certificates/leaf';
import { CertificateVolume } from '../../running/certificates/certificate-volume';
import { signalProgram } from '../../running/live-file';
import type { StackStatus } from '../../running/read-status';
import { madeAuthority } from '../../stack/read-authorities';
import { allNodes, type NodePlan } from '../../topology/plan';
import { certificateNames } from '../../topology/tls/certificate-names';
import { stageOf } from '../../topology/tls/tls-stage';
import { awaitCondition } from './await-condition';
import { npmRun, npmRunOk } from './project';
import { docker, identityOf, tlsCluster, type TlsCluster } from './tls-cluster';
import { knock, WELCOME } from './tls-doors';

const DAY_MS = 86_400_000;

/** How soon an expired certificate is told of, ms: the manager looks once a minute. */
const TOLD_LIMIT_MS = 120_000;

/** A certificate past its end. Call it inside a `describe`. */
export function describeExpiry(stack: string): void {
  const onStack = ['--stack', stack];
  const status = async (): Promise<StackStatus> =>
    JSON.parse((await npmRun('status', ...onStack, '--json')).stdout) as StackStatus;

  it('tells of an expired certificate, goes on without it, and is healed by up', async () => {
    const cluster = await tlsCluster(stack);
    const { login, plan, doors } = cluster;
    const identity = await identityOf(cluster);
    const { nodes } = await status();
    const holder = nodes.find(({ group, role }) => group === 1 && role === 'standby')?.name;
    const node = allNodes(plan).find(({ name }) => name === holder);
    const door = doors.find(({ name }) => name === `${holder ?? ''}:5432`);
    if (node === undefined || door === undefined) throw new Error('worker-1 has no standby');
    expect(await knock(door, identity, login)).toBe(WELCOME);

    await expire(cluster, node);
    const told = `certificate of ${node.name} expired on `;
    const { reasons } = await awaitCondition(
      'word of the certificate',
      status,
      ({ reasons: found }) => found.some((reason) => reason.startsWith(told)),
      TOLD_LIMIT_MS,
    );
    expect(reasons.join()).toContain('`npm run up` renews it');
    const { code, stdout } = await npmRun('status', ...onStack);
    expect(code).toBe(1);
    expect(stdout).toContain(told);

    // Whoever verifies is refused by itself; whoever does not is let in.
    expect(await knock(door, identity, login)).toBe('CERT_HAS_EXPIRED');
    const unverified = { ...identity, rejectUnauthorized: false };
    expect(await knock(door, unverified, login)).toBe(WELCOME);
    expect(await writeEverywhere(cluster)).toBe(64);

    await npmRunOk('up', ...onStack, '--yes');
    expect(await knock(door, identity, login)).toBe(WELCOME);
    await awaitCondition('a healthy cluster', status, ({ healthy }) => healthy, TOLD_LIMIT_MS);
  });
}

/** Gives a node that runs a certificate that ended yesterday. */
async function expire({ plan }: TlsCluster, node: NodePlan): Promise<void> {
  const args = ['stack', 'export', '--show-secrets', '--stack', plan.stack];
  const authority = madeAuthority(
    await npmRunOk('pulumi', ...args),
    plan.tls?.authorities[0] ?? '',
  );
  if (authority === undefined) throw new Error('the state holds no authority');
  const dayBefore = new Date(Date.now() - 2 * DAY_MS);
  const leaf = await makeLeaf(authority, certificateNames(plan, node), 1, dayBefore);
  const { certificate: authorities } = authority;
  await CertificateVolume.use(docker, node, {}, plan.images.services.name, (volume) =>
    volume.write({ ...leaf, authorities, stage: stageOf(plan) }),
  );
  await signalProgram(docker.getContainer(node.container), 'HUP');
}

/** Writes a row of each region, on whichever node it is, and gives how many. */
async function writeEverywhere({ connections }: TlsCluster): Promise<number | null> {
  const client = await openClient({ connectionString: connections.write });
  try {
    const { rowCount } = await client.query(`
      INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
      SELECT 1, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_' || n
      FROM generate_series(0, 63) n`);
    return rowCount;
  } finally {
    await client.end();
  }
}
