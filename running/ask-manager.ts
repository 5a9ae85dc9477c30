import type { StatusDocument } from '../manager/status-document';
import { askHttp } from './ask-http';
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
  const path = `/status${counted ? '?rows=exact' : ''}`;
  const { status, body } = await askHttp(deployment, deployment.endpoints.manager, path, limitMs);
  // A cluster that is not healthy is told with the same document.
  if (status !== 200) throw new Error(`it answers ${status}`);
  return JSON.parse(body) as StatusDocument;
}
