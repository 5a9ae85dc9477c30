import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planFor } from '../../export/into/import-stack';
import type { Source } from '../inspect/source';
import { bytesOf } from '../plan/place-tables';
import { removeUnfinished, swapFolder } from '../swap-folder';
import { writeWorkFile } from '../work-file';
import { COPY, COPY_FOLDER, readCopy, writeCopy, type Copy } from './copy-file';
import { copySource } from './copy-source';
import { fitSchema } from './fit-schema';
import { forgetStacks } from './forget';
import { formerNames } from './former-names';
import { maskWith } from './mask';
import { putCopy } from './put-copy';
import type { Definitions } from './read-definitions';
import { readPlan } from './read-plan';
import { refuseFullDisk } from './refuse-full-disk';
import type { Target } from './targets';

/** The key that values are masked by. */
const MASK_KEY = 'mask.key';

/** What is copied and how. */
export interface CopyOrder {
  readonly source: Source;
  /** Where the plan is. */
  readonly folder: string;
  /** From 1. */
  readonly proposal: number;
  /** Rows of one in so many distribution keys; 1 for all. */
  readonly oneIn: number;
  readonly isMasked: boolean;
  /** At which the source is read, bytes per second; Infinity for no limit. */
  readonly maxRate: number;
  readonly targets: readonly [Target, ...Target[]];
  /** Opens a stack that has a former copy, if it is up. */
  readonly open: (stack: string) => Promise<Target | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Copies a database into files, and from there into stacks. A former copy stays as it is until all rows are
 * read and every stack was asked whether it takes them; then it goes.
 *
 * @throws UserError where anything of it can't be had
 */
export async function makeCopy(order: CopyOrder): Promise<Copy> {
  const { source, folder, proposal, oneIn, maxRate, targets, signal } = order;
  const plan = await readPlan(folder, proposal);
  const former = existsSync(join(folder, COPY)) ? await readCopy(folder) : undefined;
  const salt = former?.sample?.salt ?? randomInt(2 ** 31);
  const mask = order.isMasked ? maskWith(await maskKey(folder)) : undefined;
  const check = async (definitions: Definitions): Promise<void> => {
    const bytes = definitions.tables.reduce((sum, table) => sum + bytesOf(table), 0) / oneIn;
    await refuseFullDisk(
      folder,
      bytes,
      targets.reduce((sum, { copies }) => sum + copies, 0),
    );
    await askWhetherTaken(definitions, order, former);
  };
  const copied = await copySource({
    ...{ source, plan, mask, maxRate, folder, check, signal },
    sample: oneIn === 1 ? null : { oneIn, salt },
    image: targets[0].image,
  });
  if (former !== undefined) await dropFormer(order);
  await swapFolder(folder, COPY_FOLDER);
  let copy: Copy = { format: 1, proposal, ...copied, stacks: [] };
  await writeCopy(folder, copy);
  for (const { cluster, database } of targets) {
    const stack = await putCopy(folder, cluster, database, signal);
    copy = { ...copy, stacks: [...copy.stacks, stack] };
    await writeCopy(folder, copy);
  }
  return copy;
}

async function dropFormer({ folder, open, signal }: CopyOrder): Promise<void> {
  try {
    await forgetStacks(folder, open, signal);
  } catch (error) {
    await removeUnfinished(folder, COPY_FOLDER);
    throw error;
  }
}

/**
 * Asks every stack, as it will be without the former copy. One that has it can't be asked where its files are
 * gone, which tell what that is.
 *
 * @throws UserError where a stack can't take what was read
 */
async function askWhetherTaken(
  definitions: Definitions,
  { folder, targets }: CopyOrder,
  former: Copy | undefined,
): Promise<void> {
  const having = new Set(former?.stacks.map(({ stack }) => stack));
  const names = having.size === 0 ? undefined : await formerNames(folder);
  for (const { cluster } of targets) {
    const going = having.has(cluster.stack) ? names : new Set<string>();
    if (going === undefined) continue;
    const fitted = cluster.isSharded
      ? fitSchema(definitions, definitions.tables, cluster.engine)
      : definitions;
    await planFor(cluster, fitted, true, going);
  }
}

async function maskKey(folder: string): Promise<Buffer> {
  const file = join(folder, MASK_KEY);
  if (!existsSync(file)) await writeWorkFile(folder, MASK_KEY, randomBytes(32).toString('hex'));
  return Buffer.from(await readFile(file, 'utf8'), 'hex');
}
