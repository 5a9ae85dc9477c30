import type { StatusDocument } from '../manager/status-document';
import { askHttp, type HttpAnswer } from './ask-http';
import type { Deployment } from './local-state';

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
  const { manager } = deployment.endpoints;
  const { status, body } = counted
    ? await askForCount(deployment, limitMs)
    : await askHttp(deployment, manager, '/status', limitMs);
  // A cluster that is not healthy is told with the same document.
  if (status !== 200) throw new Error(`it answers ${status}`);
  return JSON.parse(body) as StatusDocument;
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
