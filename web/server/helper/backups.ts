import { PointsReader } from '../../../running/backup/points-timeline';
import { listedRepository, repositoriesOf } from '../../../running/backup/read-backups';
import { readStored } from '../../../running/backup/stored-groups';
import { StoreKeys } from '../../../running/etcd/store-keys';
import { clusterDocker } from '../../../running/hosts/cluster-docker';
import { readRestorePlan } from '../../../stack/restore/read-restore-plan';
import { readRecord } from '../../../stack/restore/restore-record';
import { readTarget } from '../../../stack/restore/restore-target';
import type { ClusterPlan } from '../../../topology/plan';
import { messageOf } from '../../../words/message-of';
import { UserError } from '../../../words/user-error';
import type { Backups, RestorePlanAnswer } from '../../api/backups';
import { deploymentOf } from './cluster-tasks';

const reader = new PointsReader();

/** What a stack can be restored to; the manager is not asked. */
export async function backups(stack: string): Promise<Backups> {
  const { plan } = await deploymentOf(stack);
  const repositories = repositoriesOf(plan);
  const answers = await Promise.allSettled(repositories.map((one) => readStored(one, plan)));
  const silent = answers.flatMap((answer, index) =>
    answer.status === 'fulfilled'
      ? []
      : { name: repositories[index]?.plan.name ?? '', error: whatOf(answer.reason) },
  );
  const [first, ...others] = answers.flatMap((one) =>
    one.status === 'fulfilled' ? one.value : [],
  );
  if (first === undefined) throw new UserError(silent.map(({ error }) => error).join('; '));
  const stored = [first, ...others] as const;
  const [timeline, begun] = await Promise.all([reader.timeline(plan, stored), begunOf(plan)]);
  return {
    ...{ stack, at: Date.now(), ...timeline, silent, begun },
    repositories: stored.map((one) => listedRepository(plan, one)),
  };
}

/** What a restore to a moment or point would do. */
export async function restorePlan(stack: string, to: string): Promise<RestorePlanAnswer> {
  const deployment = await deploymentOf(stack);
  const { plan } = deployment;
  const docker = clusterDocker(plan);
  const store = new StoreKeys(plan, docker);
  const record = await readRecord(store).catch((error: unknown) => {
    throw new UserError(messageOf(error), `\`npm run status -- --stack ${stack}\` tells more`);
  });
  const begun = record?.stage === 'leaders' ? record : undefined;
  const { restore } = await readRestorePlan(deployment, docker, store, readTarget(to), begun);
  const nameOf = (number: number): string =>
    plan.backup?.repositories.find((one) => one.number === number)?.name ?? '';
  return {
    point: restore.point.name,
    at: restore.point.at,
    neededBytes: restore.neededBytes,
    groups: restore.groups.map(({ group, source, leader, kept }) => ({
      ...{ group: group.name, type: source.backup.type, stop: source.backup.stop * 1000 },
      ...{ bytes: source.backup.bytes, repository: nameOf(source.repository) },
      ...{ leader: leader.name, kept: kept?.name ?? null },
    })),
  };
}

async function begunOf(plan: ClusterPlan): Promise<Backups['begun']> {
  // A consensus store that does not answer has nothing to tell.
  const record = await readRecord(new StoreKeys(plan, clusterDocker(plan))).catch(() => undefined);
  if (record === undefined) return null;
  const { point, stage, startedAt } = record;
  return { point, stage, startedAt };
}

function whatOf(error: unknown): string {
  return error instanceof UserError ? error.what : messageOf(error);
}
