import { confirmByName } from '../../cli/confirm';
import { repositoriesOf } from '../../running/backup/read-backups';
import { StoreKeys } from '../../running/etcd/store-keys';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import { readDeployment } from '../../running/read-deployment';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { readRestorePlan } from './read-restore-plan';
import { awaitOthers, remakeOthers, type RemakeOrder } from './remake-others';
import { readSecrets } from './read-secrets';
import { restoreLeaders } from './restore-cluster';
import { refuseSilentHosts } from './refuse-silent-hosts';
import { planLines } from './restore-plan';
import { readRecord, recordOf, refuseOthersRestore, restoreCommand } from './restore-record';
import type { RestoreTarget } from './restore-target';
import { Stages } from './stages';
import { undoRestore } from './undo-restore';

/**
 * Restores a stack in place, after its name was typed: shows what is done and what is lost, restores one
 * node of each group, lets clients in, and makes the other nodes from them.
 *
 * @param yes whether nobody is asked
 * @param signal ends it after the step that is under way
 * @throws UserError where it can't be done, or failed: what became of the stack, and what to do
 */
export async function restoreStack(
  stack: string,
  target: RestoreTarget,
  yes: boolean,
  signal: AbortSignal,
): Promise<void> {
  const deployment = await readDeployment(stack);
  const { plan } = deployment;
  await refuseSilentHosts(plan);
  const docker = clusterDocker(plan);
  const repositories = repositoriesOf(plan);
  const store = new StoreKeys(plan, docker);
  const found = await readRecord(store);
  refuseOthersRestore(stack, found);
  const begun = found?.stage === 'leaders' ? found : undefined;
  const read = await readRestorePlan(deployment, docker, store, target, begun);
  const { restore, timelines } = read;
  const now = Date.now();
  const asked = target.kind === 'moment' ? target.at : undefined;
  process.stderr.write(`restore of stack "${stack}" ${planLines(restore, { asked, now })}\n\n`);
  if (!yes) await confirmByName(`Type the stack's name to restore it: `, stack);
  const secrets = await readSecrets(plan, docker);
  const stages = new Stages(signal);
  const goesOn = found?.stage === 'others' && found.point === restore.point.name;
  const fresh = recordOf(restore, timelines, begun?.startedAt ?? now);
  const record = goesOn ? found : begun === undefined ? fresh : { ...fresh, groups: begun.groups };
  const shared = { deployment, docker, repositories, record, stages, signal };
  if (!goesOn) {
    await restoreLeaders({ ...shared, restore, secrets }).catch((error: unknown) => {
      throw wayBack(shared, error);
    });
  }
  await remakeOthers(shared).catch((error: unknown) => {
    throw new UserError(
      `stack "${stack}" is restored and serves; its other nodes are not started: ${messageOf(error)}`,
      `\`${restoreCommand(stack, record)}\` goes on with them`,
      { cause: error },
    );
  });
  await awaitOthers(shared);
  process.stdout.write(`${stages.table()}\n`);
}

/**
 * Goes back to the data of before a restore that failed or was stopped.
 *
 * @throws UserError where none has begun, or the old data are gone
 */
export async function undo(stack: string, signal: AbortSignal): Promise<void> {
  const deployment = await readDeployment(stack);
  await refuseSilentHosts(deployment.plan);
  const docker = clusterDocker(deployment.plan);
  const repositories = repositoriesOf(deployment.plan);
  const record = await readRecord(new StoreKeys(deployment.plan, docker));
  refuseOthersRestore(stack, record);
  if (record === undefined) throw new UserError(`no restore of stack "${stack}" has begun`);
  const stages = new Stages(signal);
  await undoRestore({ deployment, docker, repositories, record, stages, signal });
  process.stdout.write(
    `${stages.table()}\n\nstack "${stack}" has the data of before the restore\n`,
  );
}

/** What a restore has decided, and how it is ended. */
type Begun = Pick<RemakeOrder, 'deployment' | 'record' | 'signal'>;

function wayBack(begun: Begun, cause: unknown): UserError {
  const { stack } = begun.deployment.plan;
  const why = begun.signal.aborted ? 'it was stopped' : messageOf(cause);
  return new UserError(
    `stack "${stack}" is not restored: ${why}`,
    `the old data are there: \`npm run restore -- --undo --stack ${stack}\` goes back to them, ` +
      `\`${restoreCommand(stack, begun.record)}\` goes on`,
    { cause },
  );
}
