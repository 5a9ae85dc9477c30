import { useState } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { AnnotationChange, ResultLine } from '../../api/results';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { Dialog } from '../parts/dialog';
import { Refusal } from '../parts/refusal';

/** Changes the words and the note of a run. */
export function AnnotationDialog(props: {
  readonly line: ResultLine;
  /** Words that other runs have. */
  readonly tags: readonly string[];
  readonly changed: () => void;
  readonly close: () => void;
}) {
  const { line, tags, changed, close } = props;
  const given = line.tags.filter((tag) => tag !== line.run_tag);
  const [words, setWords] = useState(given.join(', '));
  const [note, setNote] = useState(line.note ?? '');
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const change: AnnotationChange = {
      tags: tagsIn(words),
      note: note.trim() === '' ? null : note.trim(),
    };
    try {
      await sendJson<ResultLine>('PATCH', paths.result(line.id), change);
      changed();
      close();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Dialog title="Tags and note" close={close}>
      <form onSubmit={(event) => void save(event)}>
        <p class="note">
          Of <code>{line.id}</code>
          {line.run_tag !== null && (
            <>
              , which ran with the tag <span class="tag">{line.run_tag}</span>
            </>
          )}
        </p>
        <div class="field">
          <label>
            <span>Tags, with commas between them</span>
            <input
              type="text"
              value={words}
              list="known-tags"
              onInput={({ currentTarget }) => {
                setWords(currentTarget.value);
              }}
            />
          </label>
          <datalist id="known-tags">
            {tags.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </div>
        <div class="field">
          <label>
            <span>Note</span>
            <textarea
              rows={4}
              value={note}
              onInput={({ currentTarget }) => {
                setNote(currentTarget.value);
              }}
            />
          </label>
        </div>
        {failure !== null && <Refusal failure={failure} />}
        <div class="actions end">
          <button type="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The words of a text with commas between them. */
function tagsIn(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
