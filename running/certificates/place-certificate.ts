import type Docker from 'dockerode';
import type { Authority } from '../../certificates/authority';
import { makeLeaf } from '../../certificates/leaf';
import { renewalReason, shareAuthority, type PresentCertificate } from '../../certificates/renewal';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { allNodes, waysIn, type ClusterPlan, type ContainerPlan } from '../../topology/plan';
import { CERTIFICATE_VOLUME } from '../../topology/tls/certificate-files';
import { certificateNames } from '../../topology/tls/certificate-names';
import { isVerified, stageOf } from '../../topology/tls/tls-stage';
import { UserError } from '../../words/user-error';
import { awaitServed } from './await-served';
import { CertificateVolume } from './certificate-volume';
import { EtcdStore } from '../etcd/etcd-store';
import { replaceWorker } from '../haproxy-worker';
import { signalProgram } from '../live-file';

/** Who gives certificates to a cluster's containers. */
export interface Issuer {
  readonly docker: Docker;
  readonly plan: ClusterPlan;
  /** Those that are trusted; the first one signs. The keys of the others are not needed. */
  readonly authorities: readonly Partial<Authority>[];
  /** Image of a container that a volume can be reached by. */
  readonly image: string;
  /** Whether certificates that are not due are renewed as well. Default false. */
  readonly force?: boolean;
}

/** How long a member of the store may take to serve again, ms. */
const RESTART_LIMIT_MS = 60_000;

/** Between two looks, ms. */
const LOOK_MS = 250;

/**
 * Gives a container the certificate that it is to have, if the one that it has is due, and has its
 * program take it over while it works.
 *
 * @returns why it was renewed; undefined where it was not
 */
export function placeCertificate(
  issuer: Issuer,
  container: ContainerPlan,
): Promise<string | undefined> {
  const place = () => placeOne(issuer, container);
  return isMember(issuer, container) ? inTurn(place) : place();
}

function isMember({ plan }: Issuer, { name }: ContainerPlan): boolean {
  return plan.etcd.some((member) => member.name === name);
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * One after another: the store keeps its majority. Whoever waits has not been given anything yet, so that
 * a deployment that is cut off leaves no member with authorities that it was not restarted for.
 */
function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const next = turn.then(run);
  turn = next.catch(() => undefined);
  return next;
}

async function placeOne(issuer: Issuer, container: ContainerPlan): Promise<string | undefined> {
  const { docker, plan, image, force = false } = issuer;
  const { tls } = plan;
  if (tls === undefined) return undefined;
  const authorities = issuer.authorities.map(({ certificate = '' }) => certificate).join('');
  const [signer] = issuer.authorities;
  if (!signer?.certificate || !signer.key) throw new UserError('no authority can sign');
  const names = certificateNames(plan, container);
  const wanted = { names, authorities, signer: signer.certificate, renewDays: tls.renewDays };
  const labels = { 'citus-cluster.stack': plan.stack };
  const { certificate, key } = signer;
  const done = await CertificateVolume.use(docker, container, labels, image, async (volume) => {
    const present = await volume.read();
    if (present !== undefined && volume.isRunning) refuseStrangers(plan, present, authorities);
    const reason =
      renewalReason(present, wanted) ??
      // Volumes that are kept without their containers tell by it how their cluster spoke.
      ((await volume.stage()) === stageOf(plan) ? undefined : 'it is of another stage') ??
      (force ? 'it was asked for' : undefined);
    if (reason === undefined) return undefined;
    const leaf = await makeLeaf({ certificate, key }, names, tls.leafDays);
    await volume.write({ ...leaf, authorities, stage: stageOf(plan) });
    const trustsOthers = present !== undefined && present.authorities !== authorities;
    return { reason, trustsOthers, leaf: leaf.certificate };
  });
  if (done === undefined) return undefined;
  await takeOver(issuer, container, done);
  return done.reason;
}

/**
 * Keeps a cluster at work from authorities that none of its nodes trusts: those that have them already
 * and those that do not yet would refuse one another. A state that was lost, or is another's, has such.
 */
function refuseStrangers(
  plan: ClusterPlan,
  present: PresentCertificate,
  authorities: string,
): void {
  if (!isVerified(plan) || shareAuthority(present.authorities, authorities)) return;
  throw new UserError(
    'it trusts none of the authorities that this deployment has',
    'bring back the state that the cluster was made with; or end its containers (`docker rm -f`, ' +
      'volumes stay) for this deployment to make them anew',
  );
}

/** Has a program that runs read its certificate again. */
async function takeOver(
  issuer: Issuer,
  target: ContainerPlan,
  { trustsOthers, leaf }: { readonly trustsOthers: boolean; readonly leaf: string },
): Promise<void> {
  const { docker, plan } = issuer;
  const running = docker.getContainer(target.container);
  const state = await running.inspect().catch(() => undefined);
  if (state?.State.Running !== true) return;
  if (!state.Mounts.some(({ Destination }) => Destination === CERTIFICATE_VOLUME)) return;
  if (waysIn(plan).some(({ loadBalancer }) => loadBalancer.name === target.name)) {
    // Its checks would go on with the former authorities where it took others by its command socket.
    if (trustsOthers) return replaceWorker(running);
    const { code, output } = await execInContainer(running, ['haproxy-certificates']);
    if (code !== 0) throw new Error(`HAProxy does not take its certificate: ${output.trim()}`);
    return;
  }
  if (!isMember(issuer, target)) {
    await signalProgram(running, 'HUP');
    const node = allNodes(plan).find(({ name }) => name === target.name);
    if (node !== undefined) await awaitServed(running, node.postgresPort, leaf);
    return;
  }
  // A member reads its certificate for each connection, and whom it trusts when it starts.
  if (trustsOthers) await restartMember(new EtcdStore(plan, docker), target, running);
}

/**
 * Ends a member at once, for Docker to start it again. One that ends in order answers requests under way
 * with an error of its own that Patroni does not try again: a primary steps down whose lease it was.
 */
async function restartMember(
  store: EtcdStore,
  { name }: ContainerPlan,
  container: Docker.Container,
): Promise<void> {
  const members = await store.members().catch(() => []);
  const own = members.find((member) => member.name === name);
  if (own !== undefined) await store.handOver(own.id, members);
  const before = (await container.inspect()).State.StartedAt;
  const end = 'kill -KILL $(cat /proc/1/task/1/children)';
  await execInContainer(container, ['sh', '-c', end]);
  for (const deadline = Date.now() + RESTART_LIMIT_MS; Date.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const { State } = await container.inspect();
    if (!State.Running || State.StartedAt === before) continue;
    const { code } = await execInContainer(container, ['etcdctl', 'endpoint', 'health']).catch(
      () => ({ code: -1 }),
    );
    if (code === 0) return;
  }
  throw new Error('the member does not serve again after it was restarted');
}
