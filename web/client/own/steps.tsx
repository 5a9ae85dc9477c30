import type { OwnStep } from '../../api/own-database';
import { formatMoment } from '../base/format';

/** The steps of `npm run own`: which were made, and when. */
export function Steps({ steps }: { readonly steps: readonly OwnStep[] }) {
  return (
    <ol class="own-steps" aria-label="Steps">
      {steps.map(({ name, file, at }) => (
        <li key={name} class={at === null ? 'missing' : ''} title={file}>
          <b>{name}</b>
          <span>{at === null ? 'not made' : `${formatMoment(at).slice(0, 16)} UTC`}</span>
        </li>
      ))}
    </ol>
  );
}
