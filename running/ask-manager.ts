import type { StatusDocument } from '../manager/status-document';
import type { Endpoint } from '../topology/endpoints';

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
  { host, port }: Endpoint,
  { limitMs = 2000, counted = false }: StatusQuestion = {},
): Promise<StatusDocument> {
  const response = await fetch(`http://${host}:${port}/status${counted ? '?rows=exact' : ''}`, {
    signal: AbortSignal.timeout(limitMs),
  });
  // A cluster that is not healthy is told with the same document.
  if (!response.ok) throw new Error(`it answers ${response.status}`);
  return (await response.json()) as StatusDocument;
}
