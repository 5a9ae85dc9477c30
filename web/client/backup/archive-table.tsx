import type { BackupStatus } from '../../../manager/backup/backup-status';
import type { ListedRepository } from '../../../running/backup/read-backups';
import { useNow } from '../base/now';
import { archiveRows } from './backup-view';

/** How far each group's log is archived. */
export function ArchiveTable(props: {
  readonly groups: readonly string[];
  readonly status: BackupStatus | undefined;
  readonly repositories: readonly ListedRepository[];
  /** Whether the manager does not answer. */
  readonly isSilent: boolean;
}) {
  const { groups, status, repositories, isSilent } = props;
  const rows = archiveRows(groups, status, repositories, useNow(5000));
  return (
    <section class="archive">
      <h2>Log by group</h2>
      <p class="note">
        {isSilent
          ? 'The manager does not answer: what waits is not known. All else here is read from the repositories.'
          : 'Each file of the log is archived when it is full, or has waited for a minute.'}
      </p>
      <div class="scroll" tabIndex={0}>
        <table>
          <caption class="for-readers">How far each group’s log is archived</caption>
          <thead>
            <tr>
              <th scope="col">group</th>
              <th scope="col">waits to be archived</th>
              <th scope="col">lag</th>
              <th scope="col">last base backup</th>
              <th scope="col">gaps</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ group, waiting, lag, lastBackup, gaps }) => (
              <tr key={group}>
                <td>{group}</td>
                <td>{waiting}</td>
                <td>{lag}</td>
                <td>{lastBackup}</td>
                <td>
                  {gaps.length === 0
                    ? 'none'
                    : gaps.map((gap) => (
                        <code key={gap} class="gap">
                          {gap}
                        </code>
                      ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
