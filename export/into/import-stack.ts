import { text } from 'node:stream/consumers';
import { startProgress } from '../../cli/progress';
import { TABLE } from '../../dataset/table';
import { closeSession } from '../../manager/sessions/sessions';
import { openOn, primaries } from '../../running/primary-sessions';
import { connect } from '../../sql/connect';
import type { NodePlan } from '../../topology/plan';
import type { StackOutputs } from '../../topology/stack-outputs';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { dumpEntries } from '../dump-entries';
import { readLayout } from '../layout';
import { LONG_SESSION } from '../long-session';
import { POST_DATA_FILE, PRE_DATA_FILE, type Manifest } from '../manifest';
import type { Place } from '../place/place';
import { qualified } from '../sql-name';
import { compareRows } from './compare-rows';
import { planImport, type ImportPlan } from './import-plan';
import { loadRows } from './load-rows';
import { MadeObjects, type Maker } from './made-objects';
import { readManifest, verifyFiles } from './read-export';
import { readTarget } from './read-target';
import type { Step } from './step';

/** Name of the import's sessions on the coordinator. */
const IMPORTER = 'citus-cluster import';

/** How an import is done. */
export interface ImportOptions {
  /** Files whose rows go in at the same time. */
  readonly atOnce: number;
  /** Whether what the target can't have is left out where all else can be had without it. */
  readonly leaveOut: boolean;
  readonly signal: AbortSignal;
}

/** What was imported. */
export interface Imported {
  readonly manifest: Manifest;
  /** What was left out, as people know it. */
  readonly leftOut: readonly string[];
}

/**
 * Puts an export into a stack: all of it, or nothing where it fails or is stopped.
 *
 * @throws UserError where the export is not whole, where the stack has something of the same name or can't
 *   have something of the export, and where it is stopped
 */
export async function importStack(
  outputs: StackOutputs,
  place: Place,
  options: ImportOptions,
): Promise<Imported> {
  const { plan } = outputs;
  const manifest = await readManifest(place);
  const nodes = await primaries(outputs);
  const entries = async (file: string) => dumpEntries(await text(await place.read(file)));
  const [preData, postData] = [await entries(PRE_DATA_FILE), await entries(POST_DATA_FILE)];
  const owner = await connect(outputs.connections.write, IMPORTER);
  const target = await readTarget(owner, plan).finally(() => closeSession(owner));
  const decided = planImport(manifest, preData, postData, target);
  refuse(decided, options.leaveOut, plan.stack);
  await verifyFiles(manifest, place, options.signal);
  const made = new MadeObjects();
  try {
    await carryOut(outputs, nodes, { manifest, decided, place, made }, options);
  } catch (error) {
    const left = await removeMade(outputs, nodes, made);
    const removed =
      left.length === 0
        ? 'what was made is removed'
        : `all that was made is removed but ${left.join('; ')}`;
    if (options.signal.aborted) {
      throw new UserError('the import was stopped', removed, { cause: error });
    }
    throw new UserError(`stack "${plan.stack}": ${messageOf(error)}`, removed, { cause: error });
  }
  return { manifest, leftOut: decided.refused.map(({ what, why }) => `${what}: ${why}`) };
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
  outputs: StackOutputs,
  nodes: readonly NodePlan[],
  { manifest, decided, place, made }: Work,
  { signal, atOnce }: ImportOptions,
): Promise<void> {
  const { plan, connections } = outputs;
  const makers = await openMakers(outputs, nodes);
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
    const layout = await onCoordinator(outputs, nodes, (client) => readLayout(client, plan.engine));
    await loadRows({
      ...{ tables: decided.fill, layout, place, atOnce, signal },
      hashesAlike: manifest.engine === 'native',
      open: () => connect(connections.write, IMPORTER),
    });
    await run('keys, indexes and the rest', decided.after);
    const sessions = makers.flatMap(({ superuser }, index) => {
      const node = nodes[index];
      return node === undefined ? [] : [{ node, client: superuser }];
    });
    await compareRows(manifest, plan.engine, sessions);
  } finally {
    signal.removeEventListener('abort', cut);
    await closeMakers(makers);
  }
}

async function openMakers(
  { plan, connections }: StackOutputs,
  nodes: readonly NodePlan[],
): Promise<Maker[]> {
  const makers: Maker[] = [];
  for (const [index, node] of nodes.entries()) {
    const superuser = await openOn(plan, node, LONG_SESSION, 0);
    const owner =
      index === 0
        ? await connect(connections.write, IMPORTER)
        : await openOn(plan, node, LONG_SESSION, 0);
    if (index > 0) await owner.query(`SET SESSION AUTHORIZATION ${plan.user}`);
    await owner.query('SET check_function_bodies = off; SET statement_timeout = 0');
    makers.push({ node: index === 0 ? 'coordinator' : node.name, owner, superuser });
  }
  return makers;
}

async function closeMakers(makers: readonly Maker[]): Promise<void> {
  await Promise.all(
    makers.flatMap(({ owner, superuser }) => [closeSession(owner), closeSession(superuser)]),
  );
}

/** @returns what could not be removed */
async function removeMade(
  outputs: StackOutputs,
  nodes: readonly NodePlan[],
  made: MadeObjects,
): Promise<string[]> {
  const progress = startProgress('removal of what was made');
  try {
    // What a statement that was cut off holds would have to be waited for.
    await onCoordinator(outputs, nodes, (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = '${IMPORTER}'`,
      ),
    );
    const makers = await openMakers(outputs, nodes);
    try {
      return await made.removeAll(makers);
    } finally {
      await closeMakers(makers);
    }
  } catch (error) {
    return [messageOf(error)];
  } finally {
    progress.done();
  }
}

async function onCoordinator<T>(
  { plan }: Pick<StackOutputs, 'plan'>,
  [coordinator]: readonly NodePlan[],
  run: (client: Awaited<ReturnType<typeof openOn>>) => Promise<T>,
): Promise<T> {
  if (coordinator === undefined) throw new Error('the plan has no group');
  const client = await openOn(plan, coordinator, LONG_SESSION, 0);
  try {
    return await run(client);
  } finally {
    await closeSession(client);
  }
}
