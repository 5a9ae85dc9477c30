import type { StatusDocument } from '../manager/status-document';
import { abortAfter } from '../words/abort-after';
import { firstToAnswer } from '../words/first-to-answer';
import { askHost, askHttp, type HttpAnswer } from './ask-http';
import type { Deployment } from './local-state';

/**
 * How long others may take to know better than a manager that knows of none that acts, ms. With the time
 * until they are asked it is less than the two seconds that a status may take.
 */
const BETTER_ANSWER_MS = 1000;

/** How a manager is asked for the state of its cluster. */
export interface StatusQuestion {
  /** How long it may take, ms. Default 2000. */
  readonly limitMs?: number;
  /** Whether it counts the rows, which reads all of them. Default false: estimates. */
  readonly counted?: boolean;
}

/**
 * Asks a manager for the state of its cluster.
 *
 * @throws Error where it does not answer in time, or with anything but a status
 */
export async function askManager(
  deployment: Deployment,
  { limitMs = 2000, counted = false }: StatusQuestion = {},
): Promise<StatusDocument> {
  const { status, body } = counted
    ? await askForCount(deployment, limitMs)
    : await askForStatus(deployment, limitMs);
  // A cluster that is not healthy is told with the same document.
  if (status !== 200) throw new Error(`it answers ${status}`);
  return JSON.parse(body) as StatusDocument;
}

/**
 * Asks all managers, one beside another that is silent. One on a host that is cut off tells of what it alone
 * sees, an old primary for instance, and knows of no manager that acts: its answer counts only where nobody
 * has a better one. The others know of none either, until one of them takes over; but they hear each other.
 */
async function askForStatus(deployment: Deployment, limitMs: number): Promise<HttpAnswer> {
  const { host: first, port, hosts = [first] } = deployment.endpoints.manager;
  const over = new AbortController();
  const limit = abortAfter(limitMs, over.signal);
  const doubtful: HttpAnswer[] = [];
  try {
    return await firstToAnswer(hosts, async (host, cancel) => {
      const signal = AbortSignal.any([limit, cancel]);
      const answer = await askHost(deployment, { host, port }, '/status', signal);
      if (hosts.length === 1 || answer.status !== 200 || knowsWhoActs(answer)) return answer;
      doubtful.push(answer);
      setTimeout(() => over.abort(), BETTER_ANSWER_MS).unref();
      throw new Error('it knows of no manager that acts');
    });
  } catch (error) {
    const [best] = doubtful.sort((one, other) => managersHeard(other) - managersHeard(one));
    if (best !== undefined) return best;
    throw error;
  }
}

function knowsWhoActs({ body }: HttpAnswer): boolean {
  return (JSON.parse(body) as Partial<StatusDocument>).acting !== null;
}

/** How many managers one hears, itself included. */
function managersHeard({ body }: HttpAnswer): number {
  const { managers = [] } = JSON.parse(body) as Partial<StatusDocument>;
  return managers.filter(({ healthy }) => healthy).length;
}

/** Asks one manager alone, since counting takes long and reads all rows: of several, one that answers. */
async function askForCount(deployment: Deployment, limitMs: number): Promise<HttpAnswer> {
  const { manager } = deployment.endpoints;
  const path = '/status?rows=exact';
  if (manager.hosts === undefined) return askHttp(deployment, manager, path, limitMs);
  const startedAt = Date.now();
  const { host } = await askHttp(deployment, manager, '/health', limitMs);
  const leftMs = Math.max(1, limitMs - (Date.now() - startedAt));
  return askHttp(deployment, { host, port: manager.port }, path, leftMs);
}
