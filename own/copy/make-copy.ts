import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planFor } from '../../export/into/import-stack';
import type { Source } from '../inspect/source';
import { bytesOf } from '../plan/place-tables';
import { writeWorkFile } from '../work-file';
import { COPY, COPY_FOLDER, readCopy, type Copy } from './copy-file';
import { copySource } from './copy-source';
import { fitSchema } from './fit-schema';
import { forgetStacks } from './forget';
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
  readonly targets: readonly [Target, ...Target[]];
  /** Opens a stack that has a former copy, if it is up. */
  readonly open: (stack: string) => Promise<Target | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Copies a database into files, and from there into stacks; a former copy goes.
 *
 * @throws UserError where anything of it can't be had
 */
export async function makeCopy(order: CopyOrder): Promise<Copy> {
  const { source, folder, proposal, oneIn, targets, signal } = order;
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
    // A stack with the former copy can be asked only without it.
    const holds = ({ cluster }: Target): boolean =>
      former?.stacks.some(({ stack }) => stack === cluster.stack) === true;
    await askWhetherTaken(
      definitions,
      targets.filter((target) => !holds(target)),
    );
    if (former !== undefined) await forgetStacks(former, order.open);
    await rm(join(folder, COPY), { force: true });
    await rm(join(folder, COPY_FOLDER), { recursive: true, force: true });
    await askWhetherTaken(definitions, targets.filter(holds));
  };
  const copied = await copySource({
    ...{ source, plan, mask, folder, check, signal },
    sample: oneIn === 1 ? null : { oneIn, salt },
    image: targets[0].image,
  });
  let copy: Copy = { format: 1, proposal, ...copied, stacks: [] };
  const save = (): Promise<string> =>
    writeWorkFile(folder, COPY, `${JSON.stringify(copy, null, 2)}\n`);
  await save();
  for (const { cluster, database } of targets) {
    const stack = await putCopy(folder, cluster, database, signal);
    copy = { ...copy, stacks: [...copy.stacks, stack] };
    await save();
  }
  return copy;
}

/** @throws UserError where a stack can't take what was read */
async function askWhetherTaken(
  definitions: Definitions,
  targets: readonly Target[],
): Promise<void> {
  for (const { cluster } of targets) {
    const fitted = cluster.isSharded
      ? fitSchema(definitions, definitions.tables, cluster.engine)
      : definitions;
    await planFor(cluster, fitted, true);
  }
}

async function maskKey(folder: string): Promise<Buffer> {
  const file = join(folder, MASK_KEY);
  if (!existsSync(file)) await writeWorkFile(folder, MASK_KEY, randomBytes(32).toString('hex'));
  return Buffer.from(await readFile(file, 'utf8'), 'hex');
}
