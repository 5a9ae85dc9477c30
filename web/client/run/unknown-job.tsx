import { Link } from '../parts/link';
import { Notice } from '../parts/states';

/** A link to a job that nobody remembers. */
export function UnknownJob({ id }: { readonly id: string }) {
  return (
    <Notice title="This run is not known any more">
      <p>
        Nothing is left of the job <code>{id}</code>. Its figures, if it had any, are among the
        results.
      </p>
      <p class="actions">
        <Link to={{ page: 'results' }} class="button">
          Results
        </Link>
        <Link to={{ page: 'run' }} class="button">
          New run
        </Link>
      </p>
    </Notice>
  );
}
