import { useState } from 'preact/hooks';
import type { Backups } from '../../api/backups';
import { moment } from './backup-view';
import { RestoreDialog } from './restore-dialog';

/** The ways on from a restore that has begun and not ended: on to its point, or back. */
export function BegunRestore(props: {
  readonly stack: string;
  readonly begun: NonNullable<Backups['begun']>;
}) {
  const { stack, begun } = props;
  const [asked, ask] = useState<'on' | 'back' | null>(null);
  const canGoBack = begun.stage === 'leaders';
  const close = (): void => {
    ask(null);
  };
  return (
    <section class="outcome bad begun">
      <h2>A restore has begun and not ended</h2>
      <p>
        To point <code>{begun.point}</code>, begun at {moment(begun.startedAt)} UTC.{' '}
        {canGoBack
          ? 'The data of before are there.'
          : 'Rows can be read and written; the other nodes are still to follow the restored ones.'}
      </p>
      <div class="actions">
        <button
          type="button"
          class="primary"
          onClick={() => {
            ask('on');
          }}
        >
          Go on…
        </button>
        {canGoBack && (
          <button
            type="button"
            onClick={() => {
              ask('back');
            }}
          >
            Undo…
          </button>
        )}
      </div>
      {asked === 'on' && (
        <RestoreDialog
          stack={stack}
          title={`Go on with the restore of ${stack}?`}
          willHappen={[
            `It goes on to ${begun.point}. What has been copied already is not copied again.`,
          ]}
          deed="Go on"
          request={{ to: begun.point }}
          close={close}
        />
      )}
      {asked === 'back' && (
        <RestoreDialog
          stack={stack}
          title={`Undo the restore of ${stack}?`}
          willHappen={[
            'The cluster is stopped, where it runs, and started with the data of before the restore.',
            'What was restored, and what was written to it, is removed.',
          ]}
          deed="Undo"
          request={{ undo: true }}
          close={close}
        />
      )}
    </section>
  );
}
