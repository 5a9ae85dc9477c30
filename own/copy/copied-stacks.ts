import { readStackOutputs } from '../../running/read-outputs';
import { uriOfAllHosts, uriOfEachHost } from '../../topology/uri-hosts';
import { UserError } from '../../words/user-error';
import type { Source } from '../inspect/source';
import { readCopy, type CopiedStack } from './copy-file';

/** A database that has the copy, and what to call it. */
export interface CopiedDatabase {
  readonly name: string;
  readonly source: Source;
}

/**
 * Where stacks have the copy.
 *
 * @param names none stands for all that have it
 * @throws UserError where one does not have it, or is not up
 */
export async function copiedStacks(
  folder: string,
  names: readonly string[],
): Promise<CopiedDatabase[]> {
  const { stacks } = await readCopy(folder);
  const missing = names.find((name) => !stacks.some(({ stack }) => stack === name));
  if (missing !== undefined) {
    const has = stacks.map(({ stack }) => stack).join(', ') || 'none';
    throw new UserError(`stack "${missing}" has no copy`, `those that have it: ${has}`);
  }
  const chosen = stacks.filter(({ stack }) => names.length === 0 || names.includes(stack));
  return Promise.all(chosen.map(databaseOf));
}

/**
 * The database of a copy that has the schema as it was.
 *
 * @throws UserError where no stack without workers has the copy, or it is not up
 */
export async function plainCopy(folder: string): Promise<CopiedDatabase> {
  const { stacks } = await readCopy(folder);
  const plain = stacks.find(({ isSharded }) => !isSharded);
  if (plain === undefined) {
    throw new UserError('no stack without workers has the copy', 'name a database by --on');
  }
  return databaseOf(plain);
}

async function databaseOf({ stack: name, database }: CopiedStack): Promise<CopiedDatabase> {
  const { connections } = await readStackOutputs(name);
  const uris = uriOfEachHost(connections.write);
  for (const uri of uris) uri.pathname = `/${encodeURIComponent(database)}`;
  return { name, source: { uri: uriOfAllHosts(uris), address: `${name}/${database}` } };
}
