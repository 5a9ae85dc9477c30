import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../../topology/plan';
import { dynamicConfiguration } from '../../topology/rendering/patroni-dynamic';
import type { Credentials } from '../credentials';
import type { GroupObservation } from '../observe/observation';
import { Patroni, type ConfigTree } from '../observe/patroni';

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
  credentials: Credentials,
): Promise<string[]> {
  if (primary === undefined) return [];
  const patroni = new Patroni(primary.node, credentials);
  const wanted = dynamicConfiguration(plan, group) as unknown as ConfigTree;
  const change = configurationChange(await patroni.config(), wanted);
  if (change === undefined) return [];
  await patroni.patchConfig(change);
  return [`configuration of ${group.name}: ${JSON.stringify(change)}`];
}
