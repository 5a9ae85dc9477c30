import { plainCopy } from '../copy/copied-stacks';
import { readPlan } from '../copy/read-plan';
import type { Source } from '../inspect/source';
import { readProfile } from '../read-profile';
import { swapFolder } from '../swap-folder';
import { writeWorkFile } from '../work-file';
import { followLog } from './follow-log';
import { readLogFile } from './read-log-file';
import { recordWorkload } from './record-workload';
import { POOLS, WORKLOAD } from './workload-file';
import { workloadLines } from './workload-lines';
import { writePools } from './write-pools';

/** How a workload is made. */
export interface WorkloadOrder {
  /** Of all steps. */
  readonly folder: string;
  /** Of the plan, from 1. */
  readonly proposal: number;
  /** The copy; undefined for that of a stack without workers. */
  readonly on?: Source | undefined;
  /** The source's log, a file; undefined without one. */
  readonly log?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Makes a benchmark of a folder's statements and writes the folder's workload. One that is there stays as it
 * is until the new one is whole.
 *
 * @returns what is printed of it
 */
export async function writeWorkload(order: WorkloadOrder): Promise<string> {
  const { folder, proposal, on, log, signal } = order;
  const profile = await readProfile(folder);
  const { placement } = await readPlan(folder, proposal);
  const copy = on ?? (await plainCopy(folder)).source;
  const logged = log === undefined ? undefined : await readLogFile(log);
  const recorded = await recordWorkload(profile, placement, copy, signal);
  const { workload, pools } = logged === undefined ? recorded : followLog(recorded, logged);
  signal.throwIfAborted();
  await writePools(folder, pools);
  const file = await writeWorkFile(folder, WORKLOAD, `${JSON.stringify(workload, null, 2)}\n`);
  await swapFolder(folder, POOLS);
  return `${workloadLines(workload)}\n\nworkload: ${file}\n`;
}
