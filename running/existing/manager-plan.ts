import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { ClusterPlan } from '../../topology/plan';
import { inTime } from '../hosts/in-time';

/** Where the manager's container has its plan (components/containers/manager.ts). */
const PLAN_FILE = '/etc/manager/plan.json';

/** A tar header's length, and where the entry's length stands in it, in octal (POSIX ustar). */
const HEADER_BYTES = 512;
const LENGTH_FIELD = { from: 124, to: 136 };

/** How long an engine may take to hand it out, ms. */
const LIMIT_MS = 3000;

/**
 * The plan that a manager works by, read from its container, whether it runs or not.
 *
 * @returns undefined where there is no such container, no plan in it, or its engine is silent
 */
export async function managerPlan(
  docker: Docker,
  container: string,
): Promise<ClusterPlan | undefined> {
  try {
    const tar = await inTime(async (abortSignal) => {
      const options = { path: PLAN_FILE, abortSignal };
      return buffer(await docker.getContainer(container).getArchive(options));
    }, LIMIT_MS);
    const { from, to } = LENGTH_FIELD;
    const length = Number.parseInt(tar.toString('latin1', from, to), 8);
    const text = tar.toString('utf8', HEADER_BYTES, HEADER_BYTES + length);
    return JSON.parse(text) as ClusterPlan;
  } catch {
    return undefined;
  }
}
