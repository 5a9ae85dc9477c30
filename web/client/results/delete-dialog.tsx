import { useState } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { DeleteRequest, Deletion } from '../../api/results';
import { counted } from '../base/format';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { Dialog } from '../parts/dialog';
import { Refusal } from '../parts/refusal';

/** Ids that are named; of the others there is the number. */
const NAMED = 8;

/** Deletes runs, once the reader has said so. */
export function DeleteDialog(props: {
  readonly ids: readonly string[];
  readonly deleted: () => void;
  readonly close: () => void;
}) {
  const { ids, deleted, close } = props;
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const [kept, setKept] = useState<Deletion['kept']>([]);
  const remove = async (): Promise<void> => {
    const request: DeleteRequest = { ids, confirm: true };
    try {
      const deletion = await sendJson<Deletion>('POST', paths.deleteResults, request);
      deleted();
      if (deletion.kept.length === 0) close();
      else setKept(deletion.kept);
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  const what = counted(ids.length, 'run');
  return (
    <Dialog title={`Delete ${what}?`} close={close}>
      <p>Their folders with all figures, logs and notes are removed. This can’t be undone.</p>
      <ul class="ids">
        {ids.slice(0, NAMED).map((id) => (
          <li key={id}>
            <code>{id}</code>
          </li>
        ))}
        {ids.length > NAMED && <li>and {ids.length - NAMED} more</li>}
      </ul>
      {kept.length > 0 && (
        <div class="refusal" role="alert">
          {kept.map(({ id, error }) => (
            <p key={id}>
              <code>{id}</code> was kept: {error}
            </p>
          ))}
        </div>
      )}
      {failure !== null && <Refusal failure={failure} />}
      <div class="actions end">
        <button type="button" onClick={close}>
          {kept.length > 0 ? 'Close' : 'Keep'}
        </button>
        {kept.length === 0 && (
          <button type="button" class="danger" onClick={() => void remove()}>
            Delete {what}
          </button>
        )}
      </div>
    </Dialog>
  );
}
