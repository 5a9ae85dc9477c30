import { useEffect, useRef, useState } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { OutputLine } from '../../../jobs/journal-line';
import { formatTime } from '../base/format';
import type { LiveJob } from './live-job';

/** Sizes of the text, px. */
const SIZES = [11, 12, 13, 14, 16, 18, 20] as const;
const USUAL_SIZE = 2;

/** What a job says, as it says it. */
export function OutputPanel({ job, id }: { readonly job: LiveJob; readonly id: string }) {
  const [follows, setFollows] = useState(true);
  const [size, setSize] = useState(USUAL_SIZE);
  const text = useRef<HTMLPreElement>(null);
  const clear = useRef<() => void>(() => undefined);
  const isFollowing = useRef(follows);
  isFollowing.current = follows;

  useEffect(() => {
    if (text.current === null) return undefined;
    const panel = followOutput(text.current, job, () => isFollowing.current);
    clear.current = panel.clear;
    return panel.end;
  }, [job]);

  return (
    <section class="output">
      <div class="output-head">
        <h2 id="output">Output</h2>
        <label class="check">
          <input
            type="checkbox"
            checked={follows}
            onChange={({ currentTarget }) => {
              setFollows(currentTarget.checked);
            }}
          />
          <span>Auto-scroll</span>
        </label>
        <span class="sizes" role="group" aria-label="Text size">
          <button
            type="button"
            aria-label="A− smaller text"
            disabled={size === 0}
            onClick={() => {
              setSize(size - 1);
            }}
          >
            A−
          </button>
          <button
            type="button"
            aria-label="A+ larger text"
            disabled={size === SIZES.length - 1}
            onClick={() => {
              setSize(size + 1);
            }}
          >
            A+
          </button>
        </span>
        <button
          type="button"
          onClick={() => {
            clear.current();
          }}
        >
          Clear
        </button>
        <a class="button" href={paths.jobOutput(id)} download={`${id}.log`}>
          Download
        </a>
      </div>
      <pre
        ref={text}
        tabIndex={0}
        role="region"
        aria-labelledby="output"
        style={{ fontSize: `${SIZES[size] ?? 13}px` }}
      />
    </section>
  );
}

/** Appends what is new to the element, so that a long output is not drawn again. */
function followOutput(element: HTMLElement, job: LiveJob, follows: () => boolean) {
  let record = job.record();
  let last: OutputLine | undefined;
  element.textContent = '';

  const update = (): void => {
    if (job.record() !== record) {
      record = job.record();
      element.textContent = '';
      last = undefined;
    }
    const { output } = record;
    const from = last === undefined ? 0 : output.lastIndexOf(last) + 1;
    const added = output.slice(from);
    last = output.at(-1) ?? last;
    if (added.length === 0) return;
    element.append(added.map(({ at, text }) => `${formatTime(at)}  ${text}\n`).join(''));
    if (follows()) element.scrollTop = element.scrollHeight;
  };

  update();
  const end = job.ticks.follow(update);
  return {
    end,
    clear: () => {
      element.textContent = '';
    },
  };
}
