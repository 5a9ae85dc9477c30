import type Docker from 'dockerode';
import type {
  Catalogue,
  ExistingCluster,
  ExistingNode,
  ImageVersions,
  Unknown,
} from '../../topology/change/existing-cluster';
import { isKnown } from '../../topology/change/existing-cluster';
import { leavingGroups, shrinkingGroups } from '../../topology/change/leaving-nodes';
import type { ClusterPlan } from '../../topology/plan';
import { EtcdStore } from '../etcd/etcd-store';
import { formerPlan } from './former-plan';
import { imageVersions, isBaseOf } from './image-versions';
import { readCatalogue } from './read-catalogue';
import { readRoles } from './read-roles';

/** A container of the stack, by its labels. */
interface Part {
  readonly name: string;
  readonly role: string;
  readonly group: number;
  readonly running: boolean;
  readonly image: string;
}

/**
 * Reads the cluster that a stack has on the engine: containers and volumes by their labels, and what
 * the databases in them say. Needs neither secrets nor the stack's outputs.
 *
 * @param plan what it is to become; only what that makes a difference to is asked for
 * @returns undefined where the stack has nothing there
 */
export async function readExisting(
  plan: ClusterPlan,
  docker: Docker,
): Promise<ExistingCluster | undefined> {
  const prefix = `${plan.network}-`;
  const [parts, volumes] = await Promise.all([
    stackContainers(docker, plan.stack, prefix),
    stackVolumes(docker, plan.stack, prefix),
  ]);
  if (parts.length === 0 && volumes.length === 0) return undefined;
  const before = await formerPlan(docker, plan);
  const bare = existingNodes(parts, volumes, prefix);
  const synchronous = (before ?? plan).synchronousMode !== 'off';
  const nodes = await completeRoles(docker, bare, plan, synchronous);
  const catalogue = await catalogueOf(docker, nodes, before ?? plan, plan);
  return {
    plan: before,
    nodes: nodes.filter((node) => node.container !== undefined || isPartOf(node, nodes, catalogue)),
    etcd: await existingEtcd(docker, parts, volumes, plan),
    catalogue,
    nextImage: await nextImage(docker, parts, plan, before),
  };
}

async function stackContainers(docker: Docker, stack: string, prefix: string): Promise<Part[]> {
  const found = await docker.listContainers({ all: true, filters: ownedBy(stack) });
  return found.flatMap(({ Names, Labels, State, ImageID }) => {
    const name = Names.map((path) => path.slice(1)).find((one) => one.startsWith(prefix));
    if (name === undefined) return [];
    const role = Labels['citus-cluster.role'] ?? '';
    const group = Number(Labels['citus-cluster.group']);
    return [
      {
        name: name.slice(prefix.length),
        role,
        group,
        running: State === 'running',
        image: ImageID,
      },
    ];
  });
}

async function stackVolumes(docker: Docker, stack: string, prefix: string) {
  const { Volumes } = await docker.listVolumes({ filters: ownedBy(stack) });
  return Volumes.filter(({ Name }) => Name.startsWith(prefix)).map(({ Name, Labels }) => ({
    name: Name.slice(prefix.length),
    role: Labels['citus-cluster.role'] ?? '',
    group: Number(Labels['citus-cluster.group']),
  }));
}

function ownedBy(stack: string): { label: string[] } {
  return { label: [`citus-cluster.stack=${stack}`] };
}

function existingNodes(
  parts: readonly Part[],
  volumes: readonly { name: string; role: string; group: number }[],
  prefix: string,
): ExistingNode[] {
  const isNode = ({ role }: { role: string }): boolean =>
    role === 'coordinator' || role === 'worker';
  const containers = parts.filter(isNode);
  const alone = volumes.filter(
    (volume) => isNode(volume) && !containers.some(({ name }) => name === volume.name),
  );
  const unasked = { role: 'unknown', canTakeOver: false } as const;
  return [
    ...containers.map(({ name, group, running }) => ({
      ...{ name, group, running, container: `${prefix}${name}` },
      ...unasked,
    })),
    ...alone.map(({ name, group }) => ({
      ...{ name, group, running: false, container: undefined },
      ...unasked,
    })),
  ];
}

/**
 * A volume without a container is part of the cluster where nothing else is left of it, or where the
 * catalogue counts on its group. Others were kept when their node went (`protectData`).
 */
function isPartOf(
  { group }: ExistingNode,
  nodes: readonly ExistingNode[],
  catalogue: Catalogue | Unknown,
): boolean {
  if (nodes.some((one) => one.group === group && one.container !== undefined)) return false;
  return group === 0 || !isKnown(catalogue) || catalogue.workerGroups.includes(group);
}

/** Asks the groups whose roles matter: the coordinator's, and those that lose a node. */
async function completeRoles(
  docker: Docker,
  nodes: readonly ExistingNode[],
  plan: ClusterPlan,
  synchronous: boolean,
): Promise<ExistingNode[]> {
  const asked = new Set([
    0,
    ...leavingGroups({ nodes }, plan).map(({ group }) => group),
    ...shrinkingGroups({ nodes }, plan).map(({ group }) => group),
  ]);
  const complete = await Promise.all(
    [...asked].map((group) =>
      readRoles(
        docker,
        nodes.filter((node) => node.group === group),
        synchronous,
      ),
    ),
  );
  return [...nodes.filter(({ group }) => !asked.has(group)), ...complete.flat()];
}

async function catalogueOf(
  docker: Docker,
  nodes: readonly ExistingNode[],
  { engine, database }: ClusterPlan,
  plan: ClusterPlan,
): Promise<Catalogue | Unknown> {
  const primaries = nodes.filter(({ group, role }) => group === 0 && role === 'primary');
  const [primary] = primaries;
  if (primaries.length > 1) return { unknown: 'two coordinators say that they are the primary' };
  if (primary?.container === undefined) return { unknown: 'no coordinator is at work as primary' };
  const leaving = leavingGroups({ nodes }, plan).map((group) => ({
    group: group.group,
    container: group.nodes.find(({ role }) => role === 'primary')?.container,
  }));
  try {
    return await readCatalogue(docker, primary.container, { engine, database }, leaving);
  } catch (error) {
    return { unknown: (error as Error).message };
  }
}

async function existingEtcd(
  docker: Docker,
  parts: readonly Part[],
  volumes: readonly { name: string; role: string }[],
  plan: ClusterPlan,
): Promise<ExistingCluster['etcd']> {
  const isMember = ({ role }: { role: string }): boolean => role === 'etcd';
  const containers = parts.filter(isMember);
  const members = (containers.length > 0 ? containers : volumes.filter(isMember)).map(
    ({ name }) => name,
  );
  const changes = members.length !== plan.etcd.length;
  const isAsked = changes && containers.some(({ running }) => running);
  if (!isAsked) return { members, hasQuorum: undefined };
  // Any member may answer: one may have been removed or not have its vote yet, by a deployment that
  // was cut off.
  const answer = new EtcdStore(plan, docker).members();
  const hasQuorum = await answer.then(
    () => true,
    () => false,
  );
  return { members, hasQuorum };
}

async function nextImage(
  docker: Docker,
  parts: readonly Part[],
  { images: { database } }: ClusterPlan,
  before: ClusterPlan | undefined,
): Promise<ImageVersions | undefined> {
  const isNode = ({ role }: Part): boolean => role === 'coordinator' || role === 'worker';
  const images = [...new Set(parts.filter(isNode).map(({ image }) => image))];
  const former = before?.images.database.base;
  const isThere = await isBaseOf(docker, images, database.base, former);
  return isThere ? undefined : imageVersions(docker, database.base);
}
