import { useEffect, useState } from 'preact/hooks';
import type { RestorePlanAnswer, Backups, TimeSpan } from '../../api/backups';
import { paths } from '../../api/paths';
import { useLoaded } from '../base/loaded';
import { Failure, Loading } from '../parts/states';
import { SelectField } from '../parts/field';
import { RestorePlanView } from './restore-plan-view';
import { Timeline } from './timeline';
import { zoomsOf } from './timeline-layout';

/** How long a moment stays chosen until what it would mean is asked for, ms. */
const SETTLE_MS = 400;

/** A moment is chosen in the drawing or by its time, and what a restore to it would do is shown. */
export function RestoreChoice(props: {
  readonly backups: Backups;
  readonly window: TimeSpan;
  readonly isRestoring: boolean;
}) {
  const { backups, window, isRestoring } = props;
  const [moment, choose] = useState<number | null>(null);
  const [zoom, setZoom] = useState('All');
  const settled = useSettled(moment);
  const path = settled === null ? null : paths.restorePlan(backups.stack, isoOf(settled));
  const { value, failure, isLoading, reload } = useLoaded<RestorePlanAnswer>(path);
  const zooms = zoomsOf(wholeOf(backups, window));
  const { range } = zooms.find(({ name }) => name === zoom) ?? zooms[0] ?? { range: window };
  const isUnsettled = settled !== moment || (isLoading && value === null);
  return (
    <>
      <Timeline
        range={range}
        window={window}
        backups={backups}
        chosen={moment}
        point={moment === null ? null : (value?.at ?? null)}
        choose={choose}
      />
      <form
        class="moment"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        {zooms.length > 1 && (
          <SelectField
            label="Show"
            value={zoom}
            options={zooms.map(({ name }) => [name, name] as const)}
            change={setZoom}
          />
        )}
        <div class="field">
          <label>
            <span>Moment, UTC</span>
            <input
              type="datetime-local"
              step={1}
              min={localOf(window.from)}
              max={localOf(window.to + 1000)}
              value={moment === null ? '' : localOf(moment)}
              onChange={({ currentTarget }) => {
                const at = Date.parse(`${currentTarget.value}Z`);
                if (!Number.isNaN(at)) choose(at);
              }}
            />
          </label>
        </div>
        <button
          type="button"
          onClick={() => {
            choose(window.to);
          }}
        >
          Newest point
        </button>
      </form>
      {moment === null ? (
        <p class="note">
          Choose a moment in the drawing or by its time: the last restore point before it is what a
          restore goes to. Nothing is done before you confirm it.
        </p>
      ) : isUnsettled ? (
        <Loading what="what would be done" lines={3} />
      ) : failure !== null ? (
        <Failure what="That moment" failure={failure} retry={reload} />
      ) : (
        value !== null && (
          <RestorePlanView
            stack={backups.stack}
            plan={value}
            asked={moment}
            isRestoring={isRestoring}
          />
        )
      )}
    </>
  );
}

/** The window, and the base backups that it begins with. */
function wholeOf({ repositories }: Backups, { from, to }: TimeSpan): TimeSpan {
  const stops = repositories.flatMap(({ sets }) => sets.map(({ stop }) => stop));
  return { from: Math.min(from, ...stops), to: Math.max(to, ...stops) };
}

/** A value that has not changed for a while; the first one at once. */
function useSettled(value: number | null): number | null {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      settle(value);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** As the browser's field for moments takes it, to the second, UTC. */
function localOf(at: number): string {
  return isoOf(at).slice(0, 19);
}
