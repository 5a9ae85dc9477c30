import { useMemo } from 'preact/hooks';
import { formatBytes } from '../../../words/bytes';
import type { Backups, TimeSpan } from '../../api/backups';
import { useWidth } from '../base/width';
import { KINDS, moment } from './backup-view';
import {
  BAND_HEIGHT,
  BAND_Y,
  MARK_Y,
  placeOf,
  TIMELINE_HEIGHT,
  timelineLayout,
  type Mark,
  type Stretch,
} from './timeline-layout';

/** Between two moments of the slider, s. */
const STEP_S = 60;

/** What can be restored, as a drawing with a slider over it: base backups, points, holes, and the moment. */
export function Timeline(props: {
  readonly range: TimeSpan;
  readonly window: TimeSpan;
  readonly backups: Backups;
  /** ms since the Unix epoch. */
  readonly chosen: number | null;
  /** The point that a restore would go to. */
  readonly point: number | null;
  readonly choose: (at: number) => void;
}) {
  const { range, window, backups, chosen, point, choose } = props;
  const [place, width] = useWidth<HTMLDivElement>();
  const { spans, repositories } = backups;
  const layout = useMemo(
    () => timelineLayout(range, width, { spans, sets: repositories.flatMap(({ sets }) => sets) }),
    [range.from, range.to, width, spans, repositories],
  );
  const lineAt = (at: number | null): number | null => {
    const x = at === null ? -1 : placeOf(at, range, width);
    return x >= 0 && x <= width ? x : null;
  };
  const cursor = lineAt(chosen);
  const target = lineAt(point);
  return (
    <div class="timeline">
      <div ref={place} class="timeline-drawing">
        <svg width={width} height={TIMELINE_HEIGHT} aria-hidden="true">
          <Hatching />
          <rect class="ground" y={BAND_Y} width={width} height={BAND_HEIGHT} rx={4} />
          {layout.bands.map((band) => (
            <Band key={band.from} kind="points" band={band} title="restore points" />
          ))}
          {layout.holes.map((hole) => (
            <Band key={hole.from} kind="hole" band={hole} title="no restore point" />
          ))}
          {layout.marks.map((mark, index) => (
            <g key={index} transform={`translate(${mark.x} ${MARK_Y})`}>
              <Sign type={mark.type} isBad={mark.isBad} title={markTitle(mark)} />
            </g>
          ))}
          {layout.ticks.map(({ x, words }) => (
            <g key={words + String(x)} transform={`translate(${x} ${BAND_Y + BAND_HEIGHT})`}>
              <line class="tick" y2={5} />
              <text y={20}>{words}</text>
            </g>
          ))}
          {target !== null && (
            <line class="target" x1={target} x2={target} y1={BAND_Y} y2={BAND_Y + BAND_HEIGHT} />
          )}
          {cursor !== null && (
            <g class="cursor" transform={`translate(${cursor} 0)`}>
              <line y1={BAND_Y - 8} y2={BAND_Y + BAND_HEIGHT + 4} />
              <circle cy={BAND_Y - 10} r={5} />
            </g>
          )}
        </svg>
        <input
          type="range"
          aria-label="Moment to restore to"
          aria-valuetext={chosen === null ? 'none chosen' : `${moment(chosen)} UTC`}
          min={Math.floor(range.from / 1000)}
          max={Math.ceil(range.to / 1000)}
          step={range.to - range.from > 7200_000 ? STEP_S : 1}
          value={Math.round((chosen ?? range.to) / 1000)}
          onInput={({ currentTarget }) => {
            const at = currentTarget.valueAsNumber * 1000;
            choose(Math.min(window.to, Math.max(window.from, at)));
          }}
        />
      </div>
      <Legend hasHoles={layout.holes.length > 0} />
    </div>
  );
}

function Band(props: { readonly kind: string; readonly band: Stretch; readonly title: string }) {
  const { kind, band, title } = props;
  return (
    <rect class={kind} x={band.x} y={BAND_Y} width={band.width} height={BAND_HEIGHT}>
      <title>{`${title}, ${moment(band.from)} to ${moment(band.to)}`}</title>
    </rect>
  );
}

const SHAPES = {
  full: 'M0 -8 L8 0 L0 8 L-8 0 Z',
  diff: 'M0 -5.5 L5.5 4 L-5.5 4 Z',
  incr: 'M-1.25 -5 H1.25 V5 H-1.25 Z',
} as const;

function Sign(props: {
  readonly type: Mark['type'];
  readonly isBad?: boolean;
  readonly title?: string;
}) {
  const { type, isBad = false, title } = props;
  return (
    <path class={`backup ${isBad ? 'bad' : type}`} d={SHAPES[type]}>
      {title !== undefined && <title>{title}</title>}
    </path>
  );
}

function markTitle({ set, isBad }: Mark): string {
  const lacks = set.lacks.length === 0 ? '' : `, lacks ${set.lacks.join(', ')}`;
  const trouble = isBad && lacks === '' ? ', damaged pages' : lacks;
  return `${KINDS[set.type]} backup of ${moment(set.stop)}, ${formatBytes(set.bytes)}${trouble}`;
}

/** What holes are filled with. */
function Hatching() {
  return (
    <defs>
      <pattern
        id="hatching"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line class="hatch" y2="6" />
      </pattern>
    </defs>
  );
}

function Legend({ hasHoles }: { readonly hasHoles: boolean }) {
  return (
    <ul class="timeline-legend note">
      {(['full', 'diff', 'incr'] as const).map((type) => (
        <li key={type}>
          <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">
            <Sign type={type} />
          </svg>
          {KINDS[type]} backup
        </li>
      ))}
      <li>
        <svg width="18" height="12" aria-hidden="true">
          <rect class="points" width="18" height="12" />
        </svg>
        restore points
      </li>
      {hasHoles && (
        <li>
          <svg width="18" height="12" aria-hidden="true">
            <rect class="hole" width="18" height="12" />
          </svg>
          no point
        </li>
      )}
    </ul>
  );
}
