import { text } from 'node:stream/consumers';
import { startProgress } from '../../cli/progress';
import { TABLE } from '../../dataset/table';
import { closeSession } from '../../manager/sessions/sessions';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { dumpEntries, type DumpEntry } from '../dump-entries';
import { readLayout } from '../layout';
import { POST_DATA_FILE, PRE_DATA_FILE, type Manifest } from '../manifest';
import type { Place } from '../place/place';
import { qualified } from '../sql-name';
import { compareRows } from './compare-rows';
import { planImport, type ImportPlan } from './import-plan';
import { loadRows } from './load-rows';
import { MadeObjects, type Undo } from './made-objects';
import { closeMakers, openMakers } from './makers';
import { readManifest, verifyFiles } from './read-export';
import { readTarget } from './read-target';
import { removeMade } from './remove-made';
import type { Step } from './step';
import type { TargetCluster } from './target-cluster';

/** How an import is done. */
export interface ImportOptions {
  /** Files whose rows go in at the same time. */
  readonly atOnce: number;
  /** Whether what the target can't have is left out where all else can be had without it. */
  readonly leaveOut: boolean;
  readonly signal: AbortSignal;
}

/** Definitions, where the rows are, and what the two are like. */
export interface Importable {
  readonly manifest: Manifest;
  readonly preData: readonly DumpEntry[];
  readonly postData: readonly DumpEntry[];
  readonly place: Place;
}

/** What was imported. */
export interface Imported {
  /** What was left out, as people know it. */
  readonly leftOut: readonly string[];
  /** What would remove it again, in this order. */
  readonly removal: readonly Undo[];
}

/** An export in a place. @throws UserError where it is not whole */
export async function readExport(place: Place): Promise<Importable> {
  const manifest = await readManifest(place);
  const entries = async (file: string) => dumpEntries(await text(await place.read(file)));
  const [preData, postData] = [await entries(PRE_DATA_FILE), await entries(POST_DATA_FILE)];
  return { manifest, preData, postData, place };
}

/**
 * Decides how an export is put into a cluster, and refuses what can't be had. Changes nothing.
 *
 * @param going names, as `schema.name`, of what is removed from the cluster before
 * @throws UserError where the cluster has something of the same name or can't have something of the export
 */
export async function planFor(
  cluster: TargetCluster,
  { manifest, preData, postData }: Omit<Importable, 'place'>,
  leaveOut: boolean,
  going: ReadonlySet<string> = new Set(),
): Promise<ImportPlan> {
  const owner = await cluster.openOwner();
  const target = await readTarget(owner, cluster).finally(() => closeSession(owner));
  const objects = new Set([...target.objects].filter((name) => !going.has(name)));
  const decided = planImport(manifest, preData, postData, { ...target, objects });
  refuse(decided, leaveOut, cluster.stack);
  return decided;
}

/**
 * Puts an export into a cluster: all of it, or nothing where it fails or is stopped.
 *
 * @throws UserError as {@link planFor}, where a file is not as it was written, and where it is stopped
 */
export async function importInto(
  cluster: TargetCluster,
  importable: Importable,
  options: ImportOptions,
): Promise<Imported> {
  const { manifest, place } = importable;
  const decided = await planFor(cluster, importable, options.leaveOut);
  await verifyFiles(manifest, place, options.signal);
  const made = new MadeObjects();
  try {
    await carryOut(cluster, { manifest, decided, place, made }, options);
  } catch (error) {
    const left = await removeMade(cluster, made.removal);
    const removed =
      left.length === 0
        ? 'what was made is removed'
        : `all that was made is removed but ${left.join('; ')}`;
    if (options.signal.aborted) {
      throw new UserError('the import was stopped', removed, { cause: error });
    }
    throw new UserError(`stack "${cluster.stack}": ${messageOf(error)}`, removed, { cause: error });
  }
  const refused = decided.refused.map(({ what, why }) => `${what}: ${why}`);
  return { leftOut: [...refused, ...made.leftOut], removal: made.removal };
}

function refuse({ refused }: ImportPlan, leaveOut: boolean, stack: string): void {
  const hard = refused.filter(({ canBeLeftOut }) => !canBeLeftOut || !leaveOut);
  if (hard.length === 0) return;
  const told = hard.map(({ what, why }) => `${what}: ${why}`).join('\n  ');
  throw new UserError(
    `stack "${stack}" can't take all of it; nothing was changed:\n  ${told}`,
    hard.every(({ canBeLeftOut }) => canBeLeftOut)
      ? '--leave-out imports all else'
      : 'import into another stack, or export without them',
  );
}

interface Work {
  readonly manifest: Manifest;
  readonly decided: ImportPlan;
  readonly place: Place;
  readonly made: MadeObjects;
}

async function carryOut(
  cluster: TargetCluster,
  { manifest, decided, place, made }: Work,
  { signal, atOnce }: ImportOptions,
): Promise<void> {
  const makers = await openMakers(cluster);
  const [{ superuser: coordinator }] = makers;
  // A statement under way ends with its session.
  const cut = (): void => {
    for (const { owner, superuser } of makers) {
      for (const client of [owner, superuser]) client.connection.stream.destroy();
    }
  };
  signal.addEventListener('abort', cut);
  const run = async (title: string, steps: readonly Step[]): Promise<void> => {
    const progress = startProgress(title);
    try {
      for (const [index, step] of steps.entries()) {
        signal.throwIfAborted();
        progress.update(`${index + 1} of ${steps.length}, ${step.what}`);
        await made.make(step, makers);
      }
      progress.done(`${steps.length} steps`);
    } catch (error) {
      progress.fail();
      throw error;
    }
  };
  try {
    await run('definitions', decided.before);
    const dataset = decided.fill.find(({ schema, name }) => schema === 'public' && name === TABLE);
    if (dataset !== undefined) {
      made.remember('coordinator', `rows of ${TABLE}`, `TRUNCATE ${qualified(dataset)}`);
    }
    await loadRows({
      ...{ tables: decided.fill, place, atOnce, signal, open: cluster.openOwner },
      layout: await readLayout(coordinator, cluster.engine),
      hashesAlike: manifest.engine === 'native',
    });
    await run('keys, indexes and the rest', decided.after);
    const sessions = makers.map(({ group, superuser: client }) => ({ node: { group }, client }));
    await compareRows(manifest, cluster.engine, sessions);
  } finally {
    signal.removeEventListener('abort', cut);
    await closeMakers(makers);
  }
}
