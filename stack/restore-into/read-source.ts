import type { LayoutFile, RestorePoint } from '../../manager/backup/catalogue';
import type { GroupSource } from '../../running/backup/backups-for-point';
import type { ForeignRepository } from '../../running/backup/foreign-repository';
import type { RepositoryReader } from '../../running/backup/repository-reader';
import { readStored } from '../../running/backup/stored-groups';
import { readLayout } from '../../running/backup/stored-points';
import { UserError } from '../../words/user-error';
import { reachPoint } from '../restore/reach-point';
import type { RestoreTarget } from '../restore/restore-target';

/** What is restored, and what it is of. */
export interface ReadSource {
  readonly foreign: ForeignRepository;
  readonly layout: LayoutFile;
  readonly point: RestorePoint;
  /** One a group. */
  readonly sources: readonly GroupSource[];
  /** Room on the engine's disk, bytes. */
  readonly freeBytes: number;
}

/**
 * Looks for a point and the backups that lead there, and changes nothing.
 *
 * @throws UserError where the repository can't be read, has no catalogue, or does not lead there
 */
export async function readSource(
  reader: RepositoryReader,
  target: RestoreTarget,
): Promise<ReadSource> {
  const { foreign } = reader;
  const { error } = await reader.state();
  if (error !== null) {
    // What another passphrase makes of a file has no form.
    const isClosed = /FormatError|CryptoError/.test(error);
    const why = isClosed ? 'the passphrase is another one, or its files are damaged' : error;
    throw new UserError(`${foreign.place} can't be read: ${why}`);
  }
  const layout = await readLayout([reader]);
  if (layout === undefined) {
    throw new UserError(
      `${foreign.place} holds no backups of a cluster: it has no catalogue`,
      'see that it is the place that backup.repo names (docs/backup.md)',
    );
  }
  const groups = layout.groups.map((name) => ({ name }));
  const stored = await readStored(reader, { stack: layout.stack, groups });
  const { point, sources } = await reachPoint(target, layout.groups, [stored]);
  return { foreign, layout, point, sources, freeBytes: await reader.freeBytes() };
}
