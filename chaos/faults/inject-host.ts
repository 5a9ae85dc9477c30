import { askManager } from '../../running/ask-manager';
import { readStatus } from '../../running/read-status';
import { awayFrom, handOverEach } from '../../stack/hosts/primaries';
import type { ClusterPlan } from '../../topology/plan';
import { now } from '../../words/clock';
import type { FaultName } from './fault';
import { findHost } from './find-host';
import type { HostTarget } from './host-target';
import type { Injection, InjectionParts } from './injection';
import { partsOn } from '../../topology/hosts/parts-on';

/**
 * Breaks a host, or drains it.
 *
 * @throws UserError where it can't be broken; it is mended then
 */
export async function injectHost(
  fault: FaultName,
  target: HostTarget,
  parts: InjectionParts,
): Promise<Injection> {
  const host = await findHost(target, parts);
  const hit = [await inWords(host, parts)];
  if (fault === 'drain-host') return { hit, ...(await drain(host, parts)) };
  const { plan } = parts.outputs;
  const { hostTools } = parts;
  const heal = (): Promise<void> => hostTools.mendHost(fault, host);
  const at = now();
  try {
    await hostTools.breakHost(fault, host);
  } catch (error) {
    await heal().catch(() => undefined);
    throw error;
  }
  const isSlow = fault === 'slow-host';
  const lost = partsOn(plan, host).map(({ name }) => name);
  return {
    ...{ at, doneAt: now(), hit, heal },
    gone: isSlow ? [] : lost,
    bereft: isSlow ? [] : bereftGroups(plan, host),
  };
}

/** Names of the groups that are left with one node, or none, without a host. */
function bereftGroups({ groups }: ClusterPlan, host: string): string[] {
  return groups
    .filter(({ nodes }) => nodes.length > 1 && nodes.filter((one) => one.host !== host).length < 2)
    .filter(({ nodes }) => nodes.some((node) => node.host === host))
    .map(({ name }) => name);
}

async function drain(
  host: string,
  { outputs, docker }: InjectionParts,
): Promise<Omit<Injection, 'hit'>> {
  const { plan } = outputs;
  const due = awayFrom(plan, await readStatus(outputs), host);
  const at = now();
  await handOverEach(outputs, docker, due, () => undefined);
  const back = due.map(({ group, from, to }) => ({ group, from: to, to: from }));
  return {
    ...{ at, doneAt: now(), gone: [], bereft: [] },
    heal: () => handOverEach(outputs, docker, back, () => undefined),
  };
}

/** A host with what is of note there: `h1 (coordinator-h1, acting manager-h1)`. */
async function inWords(
  host: string,
  { outputs }: Pick<InjectionParts, 'outputs'>,
): Promise<string> {
  const status = await askManager(outputs).catch(() => undefined);
  const there = partsOn(outputs.plan, host).map(({ name }) => name);
  const primaries = status?.groups.flatMap(({ primary }) => primary ?? []) ?? [];
  const noted = [
    ...primaries.filter((name) => there.includes(name)),
    ...there.filter((name) => name === status?.acting).map((name) => `acting ${name}`),
  ];
  return noted.length === 0 ? host : `${host} (${noted.join(', ')})`;
}
