import { formatDuration } from '../words/duration';

/** A line about long work: rewritten in place on a terminal, now and then printed elsewhere. */
export interface Progress {
  /** Shows the newest state, e.g. `412,000 of 1,000,000 rows, 61,000 rows/s, 10 s left`. */
  update(text: string): void;
  /** Ends the work: prints the closing text with the time it took. */
  done(text?: string): void;
  /** Ends the work without success; the error itself is the caller's to report. */
  fail(text?: string): void;
}

/** Where a progress line goes, and how often. */
export interface ProgressOptions {
  /** Default: stderr, so that stdout stays machine-readable. */
  readonly stream?: NodeJS.WriteStream;
  /** Least time between two plain lines, ms. Default 5,000. */
  readonly plainIntervalMs?: number;
  /** The clock, ms. Default `Date.now`. */
  readonly now?: () => number;
}

/** Takes each new state of a piece of work: its title and text, as it was handed to {@link Progress}. */
export type ProgressWatcher = (title: string, text: string) => void;

const watchers = new Set<ProgressWatcher>();

/**
 * Has all progress of this process told to one more, whatever is shown of it.
 *
 * @returns what ends that
 */
export function watchProgress(watcher: ProgressWatcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(title: string, text: string): void {
  for (const watcher of watchers) watcher(title, text);
}

/**
 * Starts reporting one piece of work.
 *
 * @param title what is being done, e.g. `build k6`
 */
export function startProgress(title: string, options: ProgressOptions = {}): Progress {
  const { stream = process.stderr, plainIntervalMs = 5000, now = Date.now } = options;
  const startedAt = now();
  let lastPlainAt = startedAt;
  const terminal = stream.isTTY === true;

  const rewrite = (text: string): void => {
    stream.write(`\r\u001b[2K${text.slice(0, (stream.columns || 100) - 1)}`);
  };
  const end = (mark: string, text: string): void => {
    tell(title, text);
    const line = `${mark} ${title}${text === '' ? '' : `: ${text}`} (${formatDuration(now() - startedAt)})`;
    stream.write(terminal ? `\r\u001b[2K${line}\n` : `${line}\n`);
  };

  if (terminal) rewrite(`… ${title}`);
  else stream.write(`… ${title}\n`);
  tell(title, '');

  return {
    update(text) {
      tell(title, text);
      const line = `… ${title}: ${text} (${formatDuration(now() - startedAt)})`;
      if (terminal) {
        rewrite(line);
      } else if (now() - lastPlainAt >= plainIntervalMs) {
        lastPlainAt = now();
        stream.write(`${line}\n`);
      }
    },
    done: (text = '') => {
      end('✓', text);
    },
    fail: (text = '') => {
      end('✗', text);
    },
  };
}
