import type { ClusterState } from '../../api/cluster';
import { loadStacks } from '../base/server';
import { Link } from '../parts/link';
import { Notice, Remedy, sentence } from '../parts/states';
import type { KnownCluster } from './topology-view';

/** A stack of which nothing can be shown: what that means, and what to do. */
export function Absent({ state }: { readonly state: Exclude<ClusterState, KnownCluster> }) {
  const title =
    state.kind === 'not-up'
      ? `Stack ${state.stack} is not up`
      : state.kind === 'no-engine'
        ? 'Docker can’t be reached'
        : `Stack ${state.stack} can’t be read`;
  return (
    <Notice title={title} tone={state.kind === 'not-up' ? 'quiet' : 'bad'}>
      <p>{sentence(state.error)}</p>
      <Remedy text={state.remedy} />
      <p class="actions">
        <button type="button" onClick={() => void loadStacks()}>
          Look again
        </button>
        <Link to={{ page: 'results' }} class="button">
          Look at results
        </Link>
      </p>
    </Notice>
  );
}
