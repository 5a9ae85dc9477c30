import type Docker from 'dockerode';
import type { Client } from 'pg';
import { UserError } from '../../words/user-error';
import type { Secrets } from '../../manager/secrets';
import { closeSession } from '../../manager/sessions/sessions';
import { PASSWORD_NAMES } from '../../topology/config/password-names';
import { allNodes, waysIn, type ClusterPlan, type NodePlan } from '../../topology/plan';
import { keepPasswords } from './keep-passwords';
import { awaitManager, awaitPatroni, awaitPooler } from './password-checks';
import { replaceFile, signalProgram } from '../live-file';
import { openPeerSession } from '../peer-session';
import type { RunningCluster } from '../running-cluster';
import { secretFiles, type SecretFile } from './secret-files';

/** What a rotation works on. */
interface Rotation {
  readonly docker: Docker;
  readonly plan: ClusterPlan;
  readonly secrets: Secrets;
  readonly cluster: RunningCluster;
}

/** A primary, and a transaction that is open there. */
interface OpenChange {
  readonly node: NodePlan;
  readonly session: Client;
  readonly changes: readonly string[];
}

/**
 * Gives a cluster that runs the configured passwords, without an interruption: everything is prepared
 * everywhere, and takes effect within a moment. Sessions that are open stay open. What is there decides
 * what there is to do, so that a rotation that failed half way is finished by the next one.
 *
 * @param say takes what is done, a line at a time
 * @throws UserError where it can't be done, or is not seen to work
 */
export async function rotatePasswords(
  rotation: Rotation,
  say: (text: string) => unknown,
): Promise<void> {
  const { docker, plan, secrets, cluster } = rotation;
  const files = await secretFiles(docker, plan, secrets, cluster.containerIds);
  const outdated = files.filter(({ content, present }) => content !== present);
  const primaries = plan.groups.flatMap(({ nodes }) => primaryOf(rotation, nodes) ?? []);
  const attempts = await Promise.allSettled(primaries.map((node) => prepare(rotation, node)));
  const open = attempts.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  try {
    const failed = attempts.find((one) => one.status === 'rejected');
    if (outdated.length === 0 && open.every(({ changes }) => changes.length === 0)) {
      // A cluster that is not set up yet has nothing to compare.
      if (failed) say(`the passwords could not be compared everywhere: ${String(failed.reason)}`);
      return;
    }
    if (failed) throw failed.reason;
    await refuseWhatCantChange(rotation, primaries, files);
    const changed = changedPasswords(files, secrets);
    say(
      `passwords change in the running cluster: ${changed.join(', ') || 'what was left of them'}`,
    );
    await takeEffect(files, open, plan);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `the passwords could not be changed everywhere: ${String(error)}`,
      '`npm run up` goes on with it, with the former ones as well',
    );
  } finally {
    // A transaction that was not committed ends without effect.
    await Promise.all(open.map(({ session }) => closeSession(session)));
  }
  await awaitEffect(rotation);
  say('passwords changed; the former ones are refused');
}

function primaryOf({ cluster }: Rotation, nodes: readonly NodePlan[]): NodePlan | undefined {
  const seen = cluster.status?.nodes ?? [];
  return nodes.find(({ name }) => seen.some((one) => one.name === name && one.role === 'primary'));
}

/** Changes what differs on a primary, in a transaction that stays open. */
async function prepare({ docker, plan, secrets }: Rotation, node: NodePlan): Promise<OpenChange> {
  const session = await openPeerSession(docker, node, plan.database);
  try {
    await session.query('BEGIN');
    return { node, session, changes: await keepPasswords(session, plan, secrets, node) };
  } catch (error) {
    await closeSession(session);
    throw error;
  }
}

/** @throws UserError where something would be left with the former passwords */
async function refuseWhatCantChange(
  { docker, plan, cluster }: Rotation,
  primaries: readonly NodePlan[],
  files: readonly SecretFile[],
): Promise<void> {
  // A worker that is to come is made with the new passwords; data that is there has the former ones.
  const { Volumes } = await docker.listVolumes();
  const volumes = new Set(Volumes.map(({ Name }) => Name));
  const leaderless = plan.groups.find(
    ({ group, nodes }) =>
      nodes.some(({ volume }) => volumes.has(volume)) &&
      primaries.every((one) => one.group !== group),
  );
  const states = await Promise.all(
    files.map(async ({ holder, container }) => ({
      holder,
      paused: (await container.inspect()).State.Paused,
    })),
  );
  const paused = states.find((one) => one.paused)?.holder;
  if (leaderless === undefined && paused === undefined) return;
  const reason =
    paused !== undefined
      ? `${paused} is paused`
      : cluster.status === undefined
        ? 'the manager does not answer'
        : `${leaderless?.name} has no primary`;
  throw new UserError(
    `the passwords can't be changed while ${reason}`,
    `nothing was changed; see \`npm run status -- --stack ${plan.stack}\``,
  );
}

/** By what the manager was told before; in the order of the configuration. */
function changedPasswords(files: readonly SecretFile[], secrets: Secrets): string[] {
  const manager = files.find(({ signal }) => signal === 'TERM');
  const before = JSON.parse(manager?.present ?? '{}') as Partial<Secrets>;
  return PASSWORD_NAMES.filter((name) => before[name] !== secrets[name]);
}

/**
 * The moment in which the passwords change. Whoever was told of them by a rotation that ended here is
 * told again: as long as a primary has a former one, nobody knows who was.
 */
async function takeEffect(
  files: readonly SecretFile[],
  open: readonly OpenChange[],
  plan: ClusterPlan,
): Promise<void> {
  const renew = (some: readonly SecretFile[]): Promise<unknown> =>
    Promise.all(
      some.map(async (file) => {
        await replaceFile(file.container, file);
        await signalProgram(file.container, file.signal);
      }),
    );
  const isPooler = ({ holder }: SecretFile): boolean =>
    waysIn(plan).some(({ pooler }) => pooler.name === holder);
  // The manager with the former passwords would set them again.
  await renew(files.filter((file) => !isPooler(file)));
  const commit = (ofCoordinator: boolean): Promise<unknown> =>
    Promise.all(
      open
        .filter(({ node }) => (node.group === 0) === ofCoordinator)
        .map(({ session }) => session.query('COMMIT')),
    );
  // Sessions of the coordinator log in to the workers anew once it has other passwords for them.
  await commit(false);
  await commit(true);
  await renew(files.filter(isPooler));
}

/** Waits until everybody uses the passwords. */
async function awaitEffect({ docker, plan, secrets, cluster }: Rotation): Promise<void> {
  const { status, containerIds } = cluster;
  const atWork = ({ name }: NodePlan): boolean =>
    status?.nodes.some((one) => one.name === name && one.state !== 'unreachable') === true;
  const nodes = allNodes(plan)
    .filter(atWork)
    .map((node) => awaitPatroni(docker, plan, node, secrets.patroniApi));
  const hasPooler = containerIds.has(plan.pooler.container);
  const pooler = hasPooler ? [awaitPooler(cluster, plan, secrets.citus)] : [];
  await Promise.all([...nodes, ...pooler, awaitManager(cluster)]);
}
