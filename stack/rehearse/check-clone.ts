import type Docker from 'dockerode';
import { startProgress } from '../../cli/progress';
import type { RestorePoint } from '../../manager/backup/catalogue';
import type { RehearsedCheck } from '../../manager/backup/proofs/rehearsal';
import { proofText, type RowProof } from '../../manager/backup/proofs/row-proof';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import type { Deployment } from '../../running/local-state';
import { primaries } from '../../running/primary-sessions';
import { messageOf } from '../../words/message-of';
import { differentPoints, preparedTransactions } from './check-cut';
import { damagedIndexes } from './check-indexes';
import { readPages } from './check-pages';
import { comparedRows } from './check-rows';
import type { ClonedGroup } from './clone-sessions';

/** Findings of a check that are kept, the first ones. */
const KEPT = 50;

/** What a check has found. */
interface Outcome {
  /** A line each; empty where all is well. */
  readonly wrong: readonly string[];
  /** What was looked at, where nothing is wrong. */
  readonly seen: string;
}

/**
 * Checks a cluster that was restored to a point: that all groups are there and at the point, that nothing is
 * in doubt, its pages, its indexes, its rows. Each check is made, whatever the others find.
 *
 * @param kept rows of the point; undefined where none are kept
 * @throws where the signal came
 */
export async function checkClone(
  deployment: Deployment,
  point: Pick<RestorePoint, 'name' | 'groups'>,
  kept: RowProof | undefined,
  signal: AbortSignal,
): Promise<RehearsedCheck[]> {
  const { plan } = deployment;
  const docker = clusterDocker(plan);
  const found: RehearsedCheck[] = [];
  let groups: readonly ClonedGroup[] = [];
  const check = async (name: string, run: () => Promise<Outcome>): Promise<void> => {
    signal.throwIfAborted();
    found.push(await checked(name, run));
    signal.throwIfAborted();
  };
  await check('groups', async () => {
    const nodes = await primaries(deployment);
    groups = plan.groups.flatMap((group, index) => {
      const primary = nodes[index];
      return primary === undefined ? [] : [{ group, primary }];
    });
    const wrong = await differentPoints(docker, groups, point);
    return { wrong, seen: `${groups.length} groups ended at ${point.name}` };
  });
  await check('transactions', async () => ({
    wrong: await preparedTransactions(docker, groups),
    seen: 'none is in doubt',
  }));
  await check('pages', () => checkPages(docker, groups));
  await check('indexes', async () => ({
    wrong: await inTurn(groups, (cloned) => damagedIndexes(docker, cloned)),
    seen: 'each row is in its indexes',
  }));
  if (kept === undefined) {
    const findings = [`no rows are kept with ${point.name}`];
    return [...found, { check: 'rows', result: 'left out', findings, ms: 0 }];
  }
  await check('rows', async () => ({
    wrong: await comparedRows(docker, groups, plan, kept, signal),
    seen: `${proofText(kept)} as they were`,
  }));
  return found;
}

async function checkPages(docker: Docker, groups: readonly ClonedGroup[]): Promise<Outcome> {
  let pages = 0;
  const wrong = await inTurn(groups, async (cloned) => {
    const read = await readPages(docker, cloned);
    pages += read.pages;
    return read.damaged;
  });
  return { wrong, seen: `${pages.toLocaleString('en-US')} pages have their checksums` };
}

async function inTurn(
  groups: readonly ClonedGroup[],
  run: (cloned: ClonedGroup) => Promise<readonly string[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const cloned of groups) found.push(...(await run(cloned)));
  return found;
}

async function checked(check: string, run: () => Promise<Outcome>): Promise<RehearsedCheck> {
  const progress = startProgress(`check ${check}`);
  const startedAt = performance.now();
  const { wrong, seen } = await run().catch((error: unknown) => ({
    wrong: [messageOf(error)],
    seen: '',
  }));
  if (wrong.length === 0) progress.done();
  else progress.fail();
  const ms = Math.round(performance.now() - startedAt);
  if (wrong.length === 0) return { check, result: 'passed', findings: [seen], ms };
  return { check, result: 'failed', findings: wrong.slice(0, KEPT), ms };
}
