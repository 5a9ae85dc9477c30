import { rowsFileOf, type RowProof } from '../../manager/backup/proofs/row-proof';
import { rehearsalFileOf, type Rehearsal } from '../../manager/backup/proofs/rehearsal';
import type { RepositoryAgent } from './repository-agent';

/** The rows that some repositories have of a point; undefined where none has. */
export async function readRowProof(
  repositories: readonly RepositoryAgent[],
  point: string,
): Promise<RowProof | undefined> {
  const name = rowsFileOf(point);
  const found = await Promise.all(repositories.map((one) => one.contents([name])));
  return found.flat()[0] as RowProof | undefined;
}

/** Tells of points whether some repositories have their rows. */
export async function pointsWithRows(
  repositories: readonly RepositoryAgent[],
): Promise<(point: string) => boolean> {
  const names = new Set((await Promise.all(repositories.map((one) => one.files()))).flat());
  return (point) => names.has(rowsFileOf(point));
}

/** Enters what a rehearsal came to in all catalogues. */
export async function enterRehearsal(
  repositories: readonly RepositoryAgent[],
  rehearsal: Rehearsal,
): Promise<void> {
  const content = `${JSON.stringify(rehearsal)}\n`;
  await Promise.all(
    repositories.map((one) => one.writeFile(rehearsalFileOf(rehearsal.at), content)),
  );
}
