import type { ComponentChildren } from 'preact';
import type { RequestFailure } from '../base/request';

/** While something is asked for: the shape of what comes, and a word for who can't see it. */
export function Loading({ what, lines = 4 }: { readonly what: string; readonly lines?: number }) {
  return (
    <div class="loading" role="status">
      <span class="for-readers">Loading {what}…</span>
      {Array.from({ length: lines }, (_, i) => (
        <span class="bone" key={i} />
      ))}
    </div>
  );
}

/** Where there is nothing yet, or it can't be shown: what that means and what to do. */
export function Notice(props: {
  readonly title: string;
  readonly tone?: 'quiet' | 'bad';
  readonly children?: ComponentChildren;
}) {
  const { title, tone = 'quiet', children } = props;
  return (
    <section class={`notice ${tone}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What a request failed of, with what to do, and a way to try again. */
export function Failure(props: {
  readonly what: string;
  readonly failure: RequestFailure;
  readonly retry?: () => void;
}) {
  const { what, failure, retry } = props;
  return (
    <div role="alert">
      <Notice title={`${what} can't be shown`} tone="bad">
        <p>{sentence(failure.message)}</p>
        <Remedy text={failure.remedy} />
        {retry !== undefined && (
          <p class="actions">
            <button type="button" onClick={retry}>
              Try again
            </button>
          </p>
        )}
      </Notice>
    </div>
  );
}

/** What to do about a problem, with its commands as code. */
export function Remedy({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  const parts = sentence(text).split('`');
  return (
    <p class="remedy">
      {parts.map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
    </p>
  );
}

/** With a capital letter and a full stop. */
export function sentence(text: string): string {
  const start = /^[a-z]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?`]$/.test(start) ? start : `${start}.`;
}
