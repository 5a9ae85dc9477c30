import { PAGE_LENGTH } from './list-view';

/** Which part of a long list is shown; nothing where all of it is. */
export function Pages(props: {
  readonly page: number;
  readonly length: number;
  readonly go: (page: number) => void;
}) {
  const { page, length, go } = props;
  if (length <= PAGE_LENGTH) return null;
  const last = Math.ceil(length / PAGE_LENGTH) - 1;
  const from = page * PAGE_LENGTH + 1;
  const to = Math.min(length, from + PAGE_LENGTH - 1);
  return (
    <nav class="pages" aria-label="Pages of the list">
      <button
        type="button"
        disabled={page === 0}
        onClick={() => {
          go(page - 1);
        }}
      >
        ‹ Previous
      </button>
      <span role="status">
        {from.toLocaleString('en')} to {to.toLocaleString('en')} of {length.toLocaleString('en')}
      </span>
      <button
        type="button"
        disabled={page === last}
        onClick={() => {
          go(page + 1);
        }}
      >
        Next ›
      </button>
    </nav>
  );
}
