import { formatMoment, formatTime } from '../base/format';
import { feed } from '../base/server';
import { useStore } from '../base/store';

/** Events that are shown; the newest first. */
const SHOWN = 50;

/** What happened to the cluster, as it happens. */
export function EventList() {
  const events = useStore(feed, (value) => value.events);
  return (
    <section class="events">
      <h2 id="events">Events</h2>
      {events.length === 0 ? (
        <p class="note">Nothing has changed since the server looks. Times will be UTC.</p>
      ) : (
        <p class="note">Newest first, UTC.</p>
      )}
      <div role="log" aria-relevant="additions" aria-labelledby="events" tabIndex={0}>
        <ol>
          {events.slice(0, SHOWN).map(({ at, tone, text }) => (
            <li key={`${at} ${text}`} class={tone}>
              <time dateTime={at} title={`${formatMoment(at)} UTC`}>
                {formatTime(at)}
              </time>
              <span class={`sign ${tone}`} aria-hidden="true" />
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
