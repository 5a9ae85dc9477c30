import { startProgress } from '../cli/progress';
import { messageOf } from '../words/message-of';
import type { Deployment } from '../running/local-state';
import { primaries } from '../running/primary-sessions';
import { UserError } from '../words/user-error';
import { withCut, type Cut } from './cut';
import { distributionCalls } from './distribution';
import { exportData } from './export-data';
import { readLayout } from './layout';
import {
  DISTRIBUTION_FILE,
  MANIFEST_FILE,
  POST_DATA_FILE,
  PRE_DATA_FILE,
  type Manifest,
  type StoredFile,
} from './manifest';
import type { Place } from './place/place';
import { readSchema } from './read-schema';
import { storeText } from './store-text';

/** What was exported. */
export interface Exported {
  readonly manifest: Manifest;
  /** How long commits over several groups waited, ms. */
  readonly heldMs: number;
}

/**
 * Writes all definitions and rows of a stack into a place, as of one moment on all its groups. Where it
 * fails or is stopped, what was written is removed.
 *
 * @param atOnce shards that are copied at the same time from each node
 * @throws UserError where the place has files already, where a group has no primary, and where it is stopped
 */
export async function exportStack(
  deployment: Deployment,
  place: Place,
  atOnce: number,
  signal: AbortSignal,
): Promise<Exported> {
  const { plan } = deployment;
  const there = await place.list();
  if (there[0] !== undefined) {
    throw new UserError(
      `${place.name} is not empty: it has ${there[0]}`,
      there.includes(MANIFEST_FILE)
        ? 'an export is there already; name another place'
        : 'it may be of an export that was cut off; remove it, or name another place',
    );
  }
  const written: string[] = [];
  try {
    const nodes = await primaries(deployment);
    return await withCut(plan, nodes, async (cut) => {
      const manifest = await write(deployment, cut, place, atOnce, written, signal);
      return { manifest, heldMs: cut.heldMs };
    });
  } catch (error) {
    await place.remove(written).catch((failure: unknown) => {
      process.stderr.write(`${place.name} keeps files of it: ${messageOf(failure)}\n`);
    });
    const removed = `what was written to ${place.name} is removed`;
    if (signal.aborted) throw new UserError('the export was stopped', removed, { cause: error });
    if (error instanceof UserError) throw error;
    throw new UserError(`stack "${plan.stack}": ${messageOf(error)}`, removed, { cause: error });
  }
}

async function write(
  { plan }: Deployment,
  cut: Cut,
  place: Place,
  atOnce: number,
  written: string[],
  signal: AbortSignal,
): Promise<Manifest> {
  const onFile = (file: string): void => void written.push(file);
  const store = (file: string, text: string): Promise<StoredFile> => {
    signal.throwIfAborted();
    onFile(file);
    return storeText(place, file, text);
  };
  const [coordinator] = cut.groups;
  if (coordinator === undefined) throw new Error('the cut has no group');
  const layout = await readLayout(coordinator.client, plan.engine);
  const progress = startProgress(`definitions of stack "${plan.stack}"`);
  const { preData, postData, ...rest } = await readSchema(plan, cut, layout);
  const calls = distributionCalls(layout).map((call) => `${call};\n`);
  const schema = [
    await store(PRE_DATA_FILE, preData),
    await store(DISTRIBUTION_FILE, calls.join('')),
    await store(POST_DATA_FILE, postData),
  ];
  progress.done(`${layout.length} tables`);
  const tables = await exportData({ plan, cut, layout, place, atOnce, onFile, signal });
  const manifest: Manifest = {
    ...{ format: 1, stack: plan.stack, engine: plan.engine },
    ...{ at: new Date(cut.at).toISOString(), widthMs: cut.widthMs },
    ...rest,
    ...{ tables, schema },
  };
  await store(MANIFEST_FILE, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}
