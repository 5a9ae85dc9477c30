import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan, NodePlan } from '../topology/plan';
import { dynamicConfiguration } from '../topology/rendering/patroni-dynamic';
import type { GroupObservation } from './observation';
import { Patroni, type ConfigTree } from './patroni';

/**
 * The change that turns a group's dynamic configuration into the wanted one, in the form of
 * Patroni's `PATCH /config` (null removes); undefined where nothing differs. Keys outside the
 * wanted tree stay, except PostgreSQL parameters, which are all the plan's.
 */
export function configurationChange(
  current: ConfigTree,
  wanted: ConfigTree,
): ConfigTree | undefined {
  const change: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(wanted)) {
    const existing = current[key];
    if (isTree(value)) {
      const inner = configurationChange(isTree(existing) ? existing : {}, value) ?? {};
      const removed = key === 'parameters' && isTree(existing) ? removals(existing, value) : {};
      const merged = { ...inner, ...removed };
      if (Object.keys(merged).length > 0) change[key] = merged;
    } else if (!isDeepStrictEqual(existing, value)) {
      change[key] = value;
    }
  }
  return Object.keys(change).length > 0 ? change : undefined;
}

function removals(current: ConfigTree, wanted: ConfigTree): Record<string, null> {
  const gone = Object.keys(current).filter((key) => !(key in wanted));
  return Object.fromEntries(gone.map((key) => [key, null]));
}

function isTree(value: unknown): value is ConfigTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Brings a group's dynamic configuration up to date, through its primary. */
export async function keepConfiguration(
  plan: ClusterPlan,
  { group, primary }: GroupObservation,
  apiPassword: string,
): Promise<string[]> {
  if (primary === undefined) return [];
  const patroni = new Patroni(primary.node, apiPassword);
  const wanted = dynamicConfiguration(plan, group) as unknown as ConfigTree;
  const change = configurationChange(await patroni.config(), wanted);
  if (change === undefined) return [];
  await patroni.patchConfig(change);
  return [`configuration of ${group.name}: ${JSON.stringify(change)}`];
}

/** The nodes of a group that wait for a restart, in the order of restarting: the primary last. */
export function restartQueue({ nodes, primary }: GroupObservation): NodePlan[] {
  // A group that lacks a node is not made to lack another one.
  const whole = primary !== undefined && nodes.every(({ report }) => report?.state === 'running');
  if (!whole) return [];
  return nodes
    .filter(({ report }) => report?.pending_restart === true)
    .sort((one, other) => Number(one === primary) - Number(other === primary))
    .map(({ node }) => node);
}

/** Restarts PostgreSQL on a node that waits for a changed parameter. */
export async function restartPending(node: NodePlan, apiPassword: string): Promise<void> {
  await new Patroni(node, apiPassword).restartPending();
}
