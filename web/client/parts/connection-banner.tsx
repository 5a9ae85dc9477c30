import { OPEN_AGAIN } from '../base/request';
import { feed, stacksFailure } from '../base/server';
import { useStore } from '../base/store';
import { Remedy, sentence } from './states';

/** Says that the server is gone, or does not know the reader; nothing while all is well. */
export function ConnectionBanner() {
  const connection = useStore(feed, (value) => value.connection);
  const failure = useStore(stacksFailure);
  return (
    <div class="banners" role="status">
      {connection === 'refused' || failure?.status === 401 || failure?.status === 403 ? (
        <div class="banner bad">
          <p>
            <b>This page has no access any more.</b>
          </p>
          <Remedy text={OPEN_AGAIN} />
        </div>
      ) : connection === 'lost' || failure?.status === 0 ? (
        <div class="banner">
          <span class="busy-dot" aria-hidden="true" />
          <p>
            <b>The server does not answer; connecting again…</b> What is shown is from before. Runs
            go on without it. If it was ended, start it with <code>npm run ui</code>.
          </p>
        </div>
      ) : failure !== null ? (
        <div class="banner bad">
          <p>{sentence(failure.message)}</p>
          <Remedy text={failure.remedy} />
        </div>
      ) : null}
    </div>
  );
}
