import { useState } from 'preact/hooks';
import { formatBytes } from '../../../words/bytes';
import type { RestorePlanAnswer } from '../../api/backups';
import { useNow } from '../base/now';
import { age, KINDS, moment } from './backup-view';
import { RestoreDialog } from './restore-dialog';

/** What a restore would lose, and what it would do to each group. */
export function RestorePlanView(props: {
  readonly stack: string;
  readonly plan: RestorePlanAnswer;
  /** The moment that was chosen, ms since the Unix epoch. */
  readonly asked: number;
  readonly isRestoring: boolean;
}) {
  const { stack, plan, asked, isRestoring } = props;
  const [isAsking, setAsking] = useState(false);
  const now = useNow(1000);
  const repositories = new Set(plan.groups.map(({ repository }) => repository));
  const lost = `all changes of the ${age(now - plan.at)} since then`;
  return (
    <div class="restore-plan">
      <h3>To {moment(plan.at)} UTC</h3>
      <p class="note" role="status">
        Restore point <code>{plan.point}</code>
        {asked - plan.at >= 1000 && `, ${age(asked - plan.at)} before the chosen moment`}. Takes{' '}
        {formatBytes(plan.neededBytes)} of room on the disk.
      </p>
      <p class="warning">
        <b>Lost for good:</b> {lost}, in all databases of the cluster.
      </p>
      <div class="scroll" tabIndex={0}>
        <table>
          <caption class="for-readers">What each group is restored from</caption>
          <thead>
            <tr>
              <th scope="col">group</th>
              <th scope="col">base backup</th>
              <th scope="col" class="number">
                files
              </th>
              {repositories.size > 1 && <th scope="col">repository</th>}
              <th scope="col">restored first</th>
              <th scope="col">old data stay on</th>
            </tr>
          </thead>
          <tbody>
            {plan.groups.map(({ group, type, stop, bytes, repository, leader, kept }) => (
              <tr key={group}>
                <td>{group}</td>
                <td>
                  {KINDS[type]} of {moment(stop)}
                </td>
                <td class="number">{formatBytes(bytes)}</td>
                {repositories.size > 1 && <td>{repository}</td>}
                <td>{leader}</td>
                <td>{kept ?? `${leader}, beside`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="actions">
        <button
          type="button"
          class="danger"
          disabled={isRestoring}
          onClick={() => {
            setAsking(true);
          }}
        >
          Restore…
        </button>
        {isRestoring && <p class="note">A restore is at work.</p>}
      </div>
      {isAsking && (
        <RestoreDialog
          stack={stack}
          title={`Restore ${stack} to ${moment(plan.at)} UTC?`}
          willHappen={[
            `${lost.charAt(0).toUpperCase()}${lost.slice(1)} are lost for good.`,
            'Manager, load balancer, pooler and all nodes are stopped: clients are refused until rows can be read again.',
            'The data of before stay until then: a restore that fails can be undone.',
          ]}
          deed="Restore"
          request={{ to: plan.point }}
          close={() => {
            setAsking(false);
          }}
        />
      )}
    </div>
  );
}
