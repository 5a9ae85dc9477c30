import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import { OWNER_LABELS, type Owner } from '../toolchain/pulumi/owner';
import type { StackState, StateResource } from '../toolchain/pulumi/stack-state';
import { allContainers, dataVolumes, servingContainers, type ClusterPlan } from '../topology/plan';
import { certificateVolume } from '../topology/tls/certificate-files';

/** What the Docker engine has under one of a stack's names. */
export interface EngineObject {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  /** A volume's is its name. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Whose it is: the state lists it; a cut-off deployment of this state left it, or an earlier one kept
 * it; or another deployment made it.
 */
export type Ownership = 'listed' | 'left' | 'foreign';

/** Accepts volumes of this stack's names whoever made them, for who has lost the state. */
export const ADOPT_VARIABLE = 'CITUS_CLUSTER_ADOPT_VOLUMES';

const TYPES: Readonly<Record<EngineObject['kind'], string>> = {
  container: 'docker:index/container:Container',
  network: 'docker:index/network:Network',
  volume: 'docker:index/volume:Volume',
};

/**
 * Whose an object is. Ids of containers and networks are of one alone; a volume is its name, and its
 * label has to be the one that the state gave it. Versions of this project that gave no label leave
 * their objects to the state that lists them, or that had begun to make them.
 */
export function ownershipOf(object: EngineObject, state: StackState, owner: Owner): Ownership {
  const label = object.labels[OWNER_LABELS.id];
  const alike = (resource: StateResource): boolean =>
    resource.type === TYPES[object.kind] &&
    resource.inputs?.['name'] === object.name &&
    ownerLabel(resource) === label;
  const listed = state.resources.some(
    (resource) =>
      resource.id === object.id &&
      resource.type === TYPES[object.kind] &&
      (object.kind !== 'volume' || alike(resource)),
  );
  if (listed) return 'listed';
  return label === owner.id || state.pending.some(alike) ? 'left' : 'foreign';
}

function ownerLabel({ inputs }: StateResource): string | undefined {
  const labels = (inputs?.['labels'] ?? []) as readonly { label: string; value: string }[];
  return labels.find(({ label }) => label === OWNER_LABELS.id)?.value;
}

/** What the engine has under the names of a plan, and of a state. */
export async function findObjects(
  plan: ClusterPlan,
  state: StackState,
  docker: Docker,
): Promise<EngineObject[]> {
  const named = (kind: EngineObject['kind'], planned: readonly string[]): ReadonlySet<string> => {
    const stated = [...state.resources, ...state.pending]
      .filter(({ type }) => type === TYPES[kind])
      .map(({ inputs }) => String(inputs?.['name']));
    return new Set([...planned, ...stated]);
  };
  const containers = named(
    'container',
    allContainers(plan).map(({ container }) => container),
  );
  const networks = named('network', [plan.network]);
  const volumes = named('volume', [
    ...dataVolumes(plan),
    ...(plan.tls ? servingContainers(plan).map(certificateVolume) : []),
  ]);
  const all: EngineObject[] = [
    ...(await docker.listContainers({ all: true })).map((one) => ({
      kind: 'container' as const,
      name: (one.Names[0] ?? '').replace(/^\//, ''),
      id: one.Id,
      labels: one.Labels,
    })),
    ...(await docker.listNetworks()).map((one) => ({
      kind: 'network' as const,
      name: one.Name,
      id: one.Id,
      labels: one.Labels ?? {},
    })),
    ...((await docker.listVolumes()).Volumes ?? []).map((one) => ({
      kind: 'volume' as const,
      name: one.Name,
      id: one.Name,
      labels: (one.Labels as Record<string, string> | null) ?? {},
    })),
  ];
  const names = { container: containers, network: networks, volume: volumes };
  return all.filter(({ kind, name }) => names[kind].has(name));
}

/**
 * Refuses a plan under whose names the engine has something that this state did not make.
 *
 * @throws UserError naming it, who made it, and the ways on
 */
export function refuseForeign(
  plan: ClusterPlan,
  objects: readonly EngineObject[],
  state: StackState,
  owner: Owner,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const adopted = ({ kind }: EngineObject): boolean =>
    kind === 'volume' && Boolean(env[ADOPT_VARIABLE]);
  const foreign = objects.filter(
    (object) => ownershipOf(object, state, owner) === 'foreign' && !adopted(object),
  );
  if (foreign.length === 0) return;
  throw new UserError(
    `stack "${plan.stack}" can't be made: ${describeForeign(foreign)}`,
    'work where it was made, or give this stack another name and other ports; ' +
      'docs/configuration.md ("Whose containers and volumes") tells how to go on without that state',
  );
}

/** Foreign objects in words: `container a, b, made in me@laptop:/home/me/clone by another deployment`. */
export function describeForeign(foreign: readonly EngineObject[]): string {
  const makers = new Map<string, EngineObject[]>();
  for (const object of foreign) {
    const place = object.labels[OWNER_LABELS.place];
    const maker = place === undefined ? 'another deployment' : `the one in ${place}`;
    makers.set(maker, [...(makers.get(maker) ?? []), object]);
  }
  return [...makers]
    .map(([maker, objects]) => `${maker} made ${describeObjects(objects)}`)
    .join('; ');
}

/** Objects by their kinds: `containers a, b and volume c`. */
export function describeObjects(objects: readonly EngineObject[]): string {
  const kinds = (['container', 'network', 'volume'] as const).flatMap((kind) => {
    const names = objects.filter((one) => one.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${kind}${names.length > 1 ? 's' : ''} ${names.join(', ')}`];
  });
  return kinds.join(' and ');
}
