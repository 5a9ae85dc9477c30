import { repositoriesOf } from '../../../running/backup/read-backups';
import { beginJobs, refuseBusy, type JobOrder } from '../../../running/backup/run-jobs';
import type { BackupRequest, BegunJobs } from '../../api/backups';
import { deploymentOf } from './cluster-tasks';

/** Begins a base backup of every group; how far it is, the repositories tell. */
export function beginBackup(stack: string, { type }: BackupRequest): Promise<BegunJobs> {
  return begin(stack, { kind: 'backup', type });
}

/** Begins to read all that is stored of a stack and to compare it with its checksums. */
export function beginVerification(stack: string): Promise<BegunJobs> {
  return begin(stack, { kind: 'verification' });
}

async function begin(stack: string, what: Pick<JobOrder, 'kind' | 'type'>): Promise<BegunJobs> {
  const { plan } = await deploymentOf(stack);
  const order = { ...what, groups: plan.groups, repositories: repositoriesOf(plan) };
  await refuseBusy(order);
  return { begun: (await beginJobs(order)).length };
}
