import { withStacks } from '../../jobs/claimed-stacks';
import type { ForeignRepository } from '../../running/backup/foreign-repository';
import { repositoriesOf } from '../../running/backup/read-backups';
import { RepositoryReader } from '../../running/backup/repository-reader';
import { StoreKeys } from '../../running/etcd/store-keys';
import { imageVersions } from '../../running/existing/image-versions';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import type { Deployment } from '../../running/local-state';
import { readDeployment } from '../../running/read-deployment';
import { StackNotUp } from '../../running/stack-not-up';
import { buildImage } from '../../toolchain/docker/build-image';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { parseClusterConfig } from '../../topology/config/config';
import type { ClusterConfig } from '../../topology/config/cluster-config';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { bringUp, pullDatabaseBase } from '../bring-up';
import { givenConfig, loadConfig } from '../load-config';
import { awaitOthers, remakeOthers } from '../restore/remake-others';
import { readSecrets } from '../restore/read-secrets';
import { restoreLeaders } from '../restore/restore-cluster';
import { refuseFullDisks } from '../restore/refuse-full-disks';
import { planRestore, refuseFullDisk, refuseOtherLayout } from '../restore/restore-plan';
import { readRecord, recordOf, restoreCommand, writeRecord } from '../restore/restore-record';
import type { RestoreRecord } from '../restore/restore-record';
import { Stages } from '../restore/stages';
import { emptyRepositories, refuseOldBackups } from './empty-repository';
import { intoLines } from './into-lines';
import type { IntoOrder, RestoredInto } from './into-order';
import { newStackConfig } from './new-stack-config';
import { openSource, sourceName, sourceOptions } from './open-source';
import { readSource, type ReadSource } from './read-source';
import { refuseRows } from './refuse-rows';
import { freePorts, hasStackFile, writeStackFile } from './write-stack-file';

/** The new stack as it is so far. */
interface Present {
  readonly deployment: Deployment | undefined;
  /** A restore into it that has begun and not ended. */
  readonly record: RestoreRecord | undefined;
}

/** Makes a stack of a backup: {@link RestoreInto} says how. */
export async function restoreInto(order: IntoOrder, signal: AbortSignal): Promise<RestoredInto> {
  const { source, into } = order;
  const startedAt = Date.now();
  const stages = new Stages(signal);
  const repositories = await openSource(source);
  const present = await readPresent(into);
  const { record } = present;
  const goesOn = record !== undefined && order.target.kind === 'latest';
  const target = goesOn ? ({ kind: 'point', name: record.point } as const) : order.target;
  const read = await stages.run('read the backups', (tell) =>
    readFirst(order, target, repositories, tell),
  );
  const { layout, point, sources } = read;
  const config = intoConfig(order, layout.config);
  const plan = present.deployment?.plan ?? planCluster(config.parsed(await freePorts()));
  if (present.deployment === undefined) await makeImage(plan);
  const { postgres } = await imageVersions(dockerClient(), plan.images.database.name);
  refuseOtherLayout(layout, { ...plan, stack: layout.stack, postgres });
  const restore = planRestore(plan, point, sources, new Map());
  const nodes = plan.groups.map((group) => group.nodes.length);
  const neededBytes = restore.neededBytes * Math.max(...nodes);
  refuseOtherEngines(plan, read.foreign);
  // Hosts are asked once something runs there.
  if (plan.hosts === undefined) refuseFullDisk(neededBytes, read.freeBytes);
  const asked = target.kind === 'moment' ? target.at : undefined;
  const view = { source: sourceName(source), place: read.foreign.place, layout, plan, asked };
  process.stderr.write(`${intoLines({ ...view, restore: { ...restore, neededBytes } })}\n\n`);
  if (!hasStackFile(into)) {
    const why = `Made by \`npm run restore -- ${sourceOptions(source)} --into ${into}\``;
    writeStackFile(into, config.given(await freePorts()), why);
  }
  const rowsMs = await withStacks([into], 'restore', () =>
    fill(order, read, present, { startedAt, stages, signal }),
  );
  return { stack: into, point, steps: stages.done, rowsMs, totalMs: Date.now() - startedAt };
}

/** @throws UserError where nodes stand on other engines than a volume */
function refuseOtherEngines(
  { stack, hosts }: ClusterPlan,
  { volume }: Pick<ForeignRepository, 'volume'>,
): void {
  if (hosts === undefined || volume === undefined) return;
  throw new UserError(
    `the repository is volume ${volume} of this machine's engine, which the hosts of stack "${stack}" don't reach`,
    'restore from a place elsewhere (s3, sftp), or into a stack on one host',
  );
}

/** @throws UserError where a stack is up and holds somebody's data */
async function readPresent(into: string): Promise<Present> {
  if (!hasStackFile(into)) return { deployment: undefined, record: undefined };
  const deployment = await readDeployment(into).catch((error: unknown) => {
    if (error instanceof StackNotUp) return undefined;
    throw error;
  });
  if (deployment === undefined) return { deployment, record: undefined };
  const docker = clusterDocker(deployment.plan);
  const found = await readRecord(new StoreKeys(deployment.plan, docker)).catch(() => undefined);
  const record = found?.source === undefined ? undefined : found;
  if (record === undefined) await refuseRows(deployment.plan, docker);
  return { deployment, record };
}

/** Of the first repository from which the target can be reached. */
async function readFirst(
  { source, into }: IntoOrder,
  target: IntoOrder['target'],
  repositories: readonly ForeignRepository[],
  tell: (text: string) => void,
): Promise<ReadSource> {
  const docker = dockerClient();
  // Of what they are stands in the backups; any of the images can read that.
  const config = hasStackFile(into)
    ? loadConfig(into)
    : source.kind === 'stack'
      ? { ...loadConfig(source.stack), stack: into, hosts: [] }
      : parseClusterConfig(into, { engine: 'native' });
  const plan = planCluster({ ...config, floatingAddress: undefined });
  await makeImage(plan, tell);
  const failures: unknown[] = [];
  for (const foreign of repositories) {
    try {
      return await RepositoryReader.use(docker, plan.images.database.name, foreign, (reader) =>
        readSource(reader, target),
      );
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Makes the image of a stack's database nodes; the stack need not be there. */
async function makeImage(plan: ClusterPlan, tell?: (text: string) => void): Promise<void> {
  await pullDatabaseBase(plan);
  await buildImage(dockerClient(), 'database', plan.images.database, tell);
}

/** The new stack's configuration: its file's, else like the source's. */
function intoConfig(
  { source, into, config: wanted }: IntoOrder,
  stored: Readonly<Record<string, unknown>> = {},
) {
  const like = source.kind === 'stack' ? givenConfig(source.stack) : stored;
  type Ports = Parameters<typeof newStackConfig>[1];
  const given = (ports: Ports) => newStackConfig(like, ports, wanted);
  const parsed = (ports: Ports): ClusterConfig =>
    hasStackFile(into) ? loadConfig(into) : parseClusterConfig(into, given(ports));
  return { given, parsed };
}

/** What a fill is done with. */
interface FillTools {
  readonly startedAt: number;
  readonly stages: Stages;
  readonly signal: AbortSignal;
}

/** @returns when rows could be read, ms since the beginning */
async function fill(
  { source, into }: IntoOrder,
  { foreign, point, sources }: ReadSource,
  { deployment: there, record: found }: Present,
  { startedAt, stages, signal }: FillTools,
): Promise<number> {
  const deployment =
    found !== undefined && there !== undefined
      ? there
      : await stages.run(
          'make the stack',
          async () => (await bringUp(into, { yes: true })).outputs,
        );
  const { plan } = deployment;
  const docker = clusterDocker(plan);
  const store = new StoreKeys(plan, docker);
  const repositories = plan.backup === undefined ? [] : repositoriesOf(plan);
  if (found === undefined) {
    // Data that were kept when the stack was taken down are there again.
    await refuseRows(plan, docker);
    await refuseOldBackups(plan, repositories, startedAt);
  }
  const restore = planRestore(plan, point, sources, new Map());
  if (found === undefined && plan.hosts !== undefined) await refuseFullDisks(docker, plan, restore);
  const fresh = { ...recordOf(restore, new Map(), startedAt), source: sourceOptions(source) };
  const goesOn = found?.stage === 'others' && found.point === point.name;
  const record = goesOn ? found : fresh;
  if (!goesOn) await writeRecord(store, record);
  const secrets = await readSecrets(plan, docker);
  const shared = { deployment, docker, record, stages, signal };
  try {
    if (!goesOn) {
      const beforeStart = () => emptyRepositories(plan, docker, repositories);
      await restoreLeaders({
        ...{ ...shared, restore, secrets, foreign },
        ...(repositories.length > 0 && { beforeStart }),
      });
    }
    const rowsMs = Date.now() - startedAt;
    await remakeOthers(shared);
    await awaitOthers(shared);
    return rowsMs;
  } catch (error) {
    const why = signal.aborted ? 'it was stopped' : messageOf(error);
    throw new UserError(
      `stack "${into}" is not restored yet: ${why}`,
      `\`${restoreCommand(into, record)}\` goes on, \`npm run down -- --stack ${into}\` removes it`,
      { cause: error },
    );
  }
}
