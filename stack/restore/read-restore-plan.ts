import type Docker from 'dockerode';
import type { Deployment } from '../../running/local-state';
import { repositoriesOf } from '../../running/backup/read-backups';
import {
  newestTimeline,
  readAllStored,
  type StoredCluster,
} from '../../running/backup/stored-groups';
import { readLayout } from '../../running/backup/stored-points';
import { askManager } from '../../running/ask-manager';
import type { StoreKeys } from '../../running/etcd/store-keys';
import { imageVersions } from '../../running/existing/image-versions';
import { UserError } from '../../words/user-error';
import { refuseMissingNodes } from './missing-nodes';
import { reachPoint } from './reach-point';
import { refuseFullDisks } from './refuse-full-disks';
import { planRestore, refuseOtherLayout, type RestorePlan } from './restore-plan';
import type { RestoreRecord } from './restore-record';
import type { RestoreTarget } from './restore-target';

/** A plan, and the newest timeline that the repositories have of each group. */
export interface ReadPlan {
  readonly restore: RestorePlan;
  readonly timelines: ReadonlyMap<string, number>;
}

/**
 * Looks at everything that a restore depends on, and changes nothing.
 *
 * @param begun a restore that has begun and not ended, whose old data are to stay
 * @throws UserError where it can't be done: no such point, something missing, a node's container above all, another
 *   layout, a full disk, a repository that can't be read
 */
export async function readRestorePlan(
  deployment: Deployment,
  docker: Docker,
  store: StoreKeys,
  target: RestoreTarget,
  begun: RestoreRecord | undefined,
): Promise<ReadPlan> {
  const { plan } = deployment;
  await refuseMissingNodes(plan, begun);
  const repositories = repositoriesOf(plan);
  const stored = await readAllStored(repositories, plan);
  const [first] = stored;
  const readables = stored.map(({ repository }) => repository);
  const layout = await readLayout(readables);
  if (layout === undefined) {
    throw new UserError(
      `repository ${first.repository.plan.name} does not say what its backups are of`,
    );
  }
  const { postgres } = await imageVersions(docker, plan.images.database.name);
  refuseOtherLayout(layout, { ...plan, postgres });
  const names = plan.groups.map(({ name }) => name);
  const { point, sources } = await reachPoint(target, names, stored);
  const primaries = begun === undefined ? await lastPrimaries(deployment, store) : oldOf(begun);
  const silent = repositories.flatMap((one) => (readables.includes(one) ? [] : [one.plan.name]));
  const restore = planRestore(plan, point, sources, primaries, silent);
  await refuseFullDisks(docker, plan, restore);
  return { restore, timelines: timelinesOf(stored) };
}

/** Who led each group last, by the manager, else by what the consensus store remembers. */
async function lastPrimaries(
  deployment: Deployment,
  store: StoreKeys,
): Promise<ReadonlyMap<number, string>> {
  const status = await askManager(deployment).catch(() => undefined);
  const all = await Promise.all(
    deployment.plan.groups.map(async (group) => {
      const seen = status?.groups.find((one) => one.group === group.group)?.primary;
      const name = seen ?? (await store.lastSynchronousPrimary(group));
      return name === undefined ? [] : [[group.group, name] as const];
    }),
  );
  return new Map(all.flat());
}

function oldOf({ groups }: RestoreRecord): ReadonlyMap<number, string> {
  return new Map(groups.map(({ group, leader, kept }) => [group, kept ?? leader]));
}

function timelinesOf(stored: readonly StoredCluster[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const [name, group] of stored.flatMap(({ groups }) => [...groups])) {
    newest.set(name, Math.max(newest.get(name) ?? 0, newestTimeline(group)));
  }
  return newest;
}
