import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { startProgress } from '../../cli/progress';
import { importInto, readExport } from '../../export/into/import-stack';
import { removeMade } from '../../export/into/remove-made';
import type { TargetCluster } from '../../export/into/target-cluster';
import { folderPlace } from '../../export/place/folder';
import { closeSession } from '../../manager/sessions/sessions';
import { now } from '../../words/clock';
import { profileSchema, type Table } from '../profile';
import { COPY_FOLDER, type CopiedStack } from './copy-file';
import { countOrphans } from './count-orphans';
import { fitSchema } from './fit-schema';
import { systemOf } from './system-of';

/** The catalogue's tables, in the folder of a copy's files. */
export const TABLES_FILE = 'tables.json';

/** Files whose rows go in at the same time. */
const AT_ONCE = 2;

const tablesSchema = z.array(profileSchema.shape.tables.element);

/**
 * Puts the files of a copy into a stack: all that its engine can have of it, or nothing where it fails or is
 * stopped.
 *
 * @param folder that of all steps
 * @param database the stack's
 */
export async function putCopy(
  folder: string,
  cluster: TargetCluster,
  database: string,
  signal: AbortSignal,
): Promise<CopiedStack> {
  const startedAt = now();
  const place = folderPlace(join(folder, COPY_FOLDER));
  const source = await readExport(place);
  const tables = tablesSchema.parse(JSON.parse(await text(await place.read(TABLES_FILE))));
  const { stack, engine, isSharded } = cluster;
  const fitted = isSharded ? fitSchema(source, tables, engine) : { ...source, changed: [] };
  const order = { atOnce: AT_ONCE, leaveOut: true, signal };
  const { leftOut, removal } = await importInto(cluster, { ...fitted, place }, order);
  const names = new Set(fitted.manifest.tables.map(({ schema, name }) => `${schema}.${name}`));
  const asked = tables.filter(({ name }) => names.has(name));
  const orphans = await orphansIn(cluster, asked, signal).catch(async (error: unknown) => {
    await removeMade(cluster, removal);
    throw error;
  });
  return {
    ...{ stack, engine, isSharded, database, at: new Date().toISOString() },
    system: await systemOf(cluster),
    ms: Math.round(now() - startedAt),
    changed: [...fitted.changed, ...leftOut.map((line) => `${line}: left out`)],
    ...{ orphans, removal: [...removal] },
  };
}

async function orphansIn(
  cluster: TargetCluster,
  tables: readonly Table[],
  signal: AbortSignal,
): Promise<number> {
  const progress = startProgress('foreign keys that are left out');
  const client = await cluster.openOwner();
  const cut = (): void => void client.connection.stream.destroy();
  signal.addEventListener('abort', cut);
  try {
    const orphans = await countOrphans(client, tables);
    progress.done(`${orphans} keys without a row`);
    return orphans;
  } catch (error) {
    progress.fail();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await closeSession(client);
  }
}
