import type { GroupView } from './topology-view';

/** What a group holds of the data set; nothing where it holds none. */
export function Holding({ group: { name, holding } }: { readonly group: GroupView }) {
  if (holding === null) return null;
  return (
    <p class="holding">
      <progress aria-label={`Share of the rows in ${name}`} max={1} value={holding.share} />
      {holding.words}
    </p>
  );
}
