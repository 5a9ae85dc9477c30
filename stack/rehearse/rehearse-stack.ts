import { existsSync, rmSync } from 'node:fs';
import { withStacks } from '../../jobs/claimed-stacks';
import type { RestorePoint } from '../../manager/backup/catalogue';
import type { Rehearsal, RehearsedCheck } from '../../manager/backup/proofs/rehearsal';
import { backupsForPoint } from '../../running/backup/backups-for-point';
import { contentsOf, repositoriesOf } from '../../running/backup/read-backups';
import { readAllStored } from '../../running/backup/stored-groups';
import { pointsBackwards } from '../../running/backup/stored-points';
import { enterRehearsal, pointsWithRows, readRowProof } from '../../running/backup/stored-proofs';
import { readDeployment } from '../../running/read-deployment';
import { stackFile } from '../../toolchain/pulumi/stack-files';
import type { ClusterPlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { openStack } from '../open-stack';
import { choosePoint, type RestoreTarget } from '../restore/restore-target';
import type { RestoredInto, RestoreInto } from '../restore-into/into-order';
import { takeDown } from '../take-down';
import { checkClone } from './check-clone';
import { rehearsalLines, verdictText } from './rehearsal-lines';

/** What is rehearsed. */
export interface RehearsalOrder {
  readonly stack: string;
  /** Undefined for the newest point whose rows are kept. */
  readonly target: RestoreTarget | undefined;
  /** Whether the clone stays. */
  readonly keep: boolean;
}

/** Name of the stack that a rehearsal restores into. */
export function cloneOf(stack: string): string {
  return `rehearsal-${stack}`;
}

/**
 * Restores a stack's backups into a stack of its own, checks what came of it, enters the result in the
 * catalogue, and removes the clone, whatever became of it.
 *
 * @param signal ends it; the clone is removed all the same
 * @throws UserError where something failed, after all of it was printed
 */
export async function rehearseStack(
  { stack, target, keep }: RehearsalOrder,
  restoreInto: RestoreInto,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = await readDeployment(stack);
  const repositories = repositoriesOf(plan);
  const point = await pointOf(plan, target);
  const clone = cloneOf(stack);
  // What an earlier one has left, by its own wish or another's.
  await removeClone(clone);
  const at = Date.now();
  let restored: RestoredInto | undefined;
  let checks: readonly RehearsedCheck[];
  try {
    const order = {
      source: { kind: 'stack', stack },
      target: { kind: 'point', name: point.name },
      into: clone,
      config: { 'backup.enabled': false, protectData: false },
    } as const;
    const from = performance.now();
    try {
      restored = await restoreInto(order, signal);
      const kept = await readRowProof(repositories, point.name);
      checks = await withStacks([clone], 'rehearsal', async () =>
        checkClone(await readDeployment(clone), point, kept, signal),
      );
    } catch (error) {
      signal.throwIfAborted();
      const ms = Math.round(performance.now() - from);
      checks = [{ check: 'restore', result: 'failed', findings: [messageOf(error)], ms }];
    }
  } finally {
    if (!keep) await removeClone(clone);
  }
  const rehearsal: Rehearsal = {
    ...{ version: 1, at, point: { name: point.name, at: point.at } },
    verdict: checks.some(({ result }) => result === 'failed') ? 'failed' : 'proved',
    rowsMs: restored?.rowsMs ?? null,
    standbysMs: restored?.totalMs ?? null,
    totalMs: (restored?.totalMs ?? 0) + checks.reduce((sum, { ms }) => sum + ms, 0),
    checks,
  };
  await enterRehearsal(repositories, rehearsal);
  process.stdout.write(`${rehearsalLines(stack, rehearsal)}\n`);
  if (rehearsal.verdict === 'proved') return;
  throw new UserError(
    `the restore of stack "${stack}" is not proved: ${verdictText(rehearsal)}`,
    'docs/backup.md tells what each check means',
  );
}

/** The point that is meant; where none is named, the newest one with rows, or else the newest one. */
async function pointOf(
  plan: ClusterPlan,
  target: RestoreTarget | undefined,
): Promise<RestorePoint> {
  const stored = await readAllStored(repositoriesOf(plan), plan);
  const repositories = stored.map(({ repository }) => repository);
  const names = plan.groups.map(({ name }) => name);
  const obstacle = (point: RestorePoint): string | undefined => {
    const found = backupsForPoint(point, names, stored.map(contentsOf));
    return typeof found === 'string' ? found : undefined;
  };
  const choose = (wanted: RestoreTarget, hasRows: (name: string) => boolean) =>
    choosePoint(wanted, pointsBackwards(repositories), (point) =>
      hasRows(point.name) ? obstacle(point) : 'no rows are kept with it',
    );
  const any = (): boolean => true;
  if (target !== undefined) return choose(target, any);
  const withRows = await pointsWithRows(repositories);
  return choose({ kind: 'latest' }, withRows).catch(() => choose({ kind: 'latest' }, any));
}

/** Takes a clone down and leaves nothing of it, neither its file nor its state. */
async function removeClone(clone: string): Promise<void> {
  if (!existsSync(stackFile(clone))) return;
  await withStacks([clone], 'down', async () => {
    await takeDown(clone);
    const { pulumi } = await openStack(clone);
    await pulumi.output(['stack', 'rm', '--yes', '--stack', clone]);
  });
  rmSync(stackFile(clone), { force: true });
}
