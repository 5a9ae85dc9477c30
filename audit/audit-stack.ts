import type Docker from 'dockerode';
import { allContainers, allNodes, type ClusterPlan } from '../topology/plan';
import { textTable } from '../words/text-table';
import { UserError } from '../words/user-error';
import { ACCESS_POINTS } from './access-points';
import { containerFacts } from './container-facts';
import { CONTAINER_POINTS } from './container-points';
import { nodeFacts } from './node-facts';
import { audit, type PointResult } from './point';
import { LOGGING_POINTS, SERVER_POINTS } from './server-points';

/**
 * Asserts all points on every node and container of a running stack.
 *
 * @throws UserError if one can't be asked
 */
export async function auditStack(docker: Docker, plan: ClusterPlan): Promise<PointResult[]> {
  const nodes = await askEach(plan, allNodes(plan), (node) => nodeFacts(docker, plan, node));
  const containers = await askEach(plan, allContainers(plan), (one) => containerFacts(docker, one));
  const onNodes = [...ACCESS_POINTS, ...SERVER_POINTS, ...LOGGING_POINTS];
  return [
    ...audit(plan, { points: onNodes, subjects: nodes }),
    ...audit(plan, { points: CONTAINER_POINTS, subjects: containers }),
  ];
}

async function askEach<T extends { readonly name: string }, Facts>(
  { stack }: ClusterPlan,
  subjects: readonly T[],
  ask: (subject: T) => Promise<Facts>,
): Promise<ReadonlyMap<string, Facts>> {
  const facts = new Map<string, Facts>();
  for (const subject of subjects) {
    try {
      facts.set(subject.name, await ask(subject));
    } catch (error) {
      throw new UserError(
        `${subject.name} of stack "${stack}" can't be looked at: ${String(error)}`,
        `see \`npm run status -- --stack ${stack}\``,
        { cause: error },
      );
    }
  }
  return facts;
}

/** A line a point: what is to be so, whether it is, and where it is not. */
export function auditTable(results: readonly PointResult[]): string {
  const rows = results.map(({ id, title, result, findings }) => [
    ...[id, title, result],
    inWords(findings),
  ]);
  const failed = results.filter(({ result }) => result === 'failed').length;
  const excepted = results.filter(({ result }) => result === 'exception');
  return [
    textTable(['point', 'what is to be so', 'result', 'where not'], rows),
    '',
    `${results.length} points: ${results.length - failed - excepted.length} ok, ` +
      `${excepted.length} exceptions, ${failed} failed`,
    ...excepted.map(({ id, exception }) => `${id}: ${exception}`),
  ].join('\n');
}

/** `worker-1-a, worker-1-b: mode 755`, those of one finding together. */
function inWords(findings: PointResult['findings']): string {
  const places = new Map<string, string[]>();
  for (const [name, finding] of Object.entries(findings)) {
    places.set(finding, [...(places.get(finding) ?? []), name]);
  }
  const total = Object.keys(findings).length;
  return [...places]
    .map(
      ([finding, names]) =>
        `${names.length > 3 ? `${names.length} of ${total}` : names.join(', ')}: ${finding}`,
    )
    .join('; ');
}
