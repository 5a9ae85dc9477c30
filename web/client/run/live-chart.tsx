import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import {
  AXIS_WIDTH,
  axis,
  draw,
  line,
  secondsAxis,
  secondsSeries,
  type Format,
} from '../../../report/page/chart-parts';
import { inTheme, onThemeChange, type Colour } from '../../../report/page/colours';
import { eventMarks } from '../../../report/page/event-marks';
import type { RunEvent } from '../../../results/metrics';
import type { JobRecord } from './job-record';
import type { LiveData } from './live-data';
import type { LiveJob } from './live-job';

const HEIGHT = 210;

/** What one live chart shows of a job. */
export interface LiveChartKind {
  readonly title: string;
  readonly note: string;
  readonly of: (record: JobRecord) => LiveData;
  readonly format: Format;
  readonly colour: (label: string, place: number) => Colour;
  readonly dashed?: readonly string[];
  /** Logarithmic, as latencies are. */
  readonly logarithmic?: boolean;
}

/** A chart that follows a job: new seconds are set into it once a second. */
export function LiveChart(props: { readonly job: LiveJob; readonly kind: LiveChartKind }) {
  const { job, kind } = props;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (element.current === null) return undefined;
    return followInChart(element.current, job, kind);
  }, [job, kind]);
  return (
    <section class="live-chart">
      <h2>{kind.title}</h2>
      <p class="note">{kind.note}</p>
      <div class="chart" ref={element} />
    </section>
  );
}

function followInChart(element: HTMLElement, job: LiveJob, kind: LiveChartKind): () => void {
  let chart: uPlot | undefined;
  let labels = '';
  const events: RunEvent[] = [];

  const update = (): void => {
    if (document.hidden) return;
    const data = kind.of(job.record());
    events.splice(0, events.length, ...job.record().events);
    const names = data.columns.map(({ label }) => label).join('\n');
    const aligned = alignedOf(data, kind);
    if (chart !== undefined && names === labels) {
      chart.setData(aligned);
    } else {
      labels = names;
      chart?.destroy();
      chart = draw(element, { height: HEIGHT, ...optionsOf(data, kind, events) }, aligned);
    }
    showNewest(chart);
  };
  const drawAnew = (): void => {
    labels = '\n';
    update();
  };

  update();
  const sizes = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && chart !== undefined && width !== chart.width) {
      chart.setSize({ width, height: HEIGHT });
    }
  });
  sizes.observe(element);
  document.addEventListener('visibilitychange', update);
  const endings = [job.ticks.follow(update), onThemeChange(drawAnew)];
  return () => {
    for (const end of endings) end();
    document.removeEventListener('visibilitychange', update);
    sizes.disconnect();
    chart?.destroy();
  };
}

/** A logarithmic axis has no zero. */
function alignedOf({ seconds, columns }: LiveData, { logarithmic }: LiveChartKind) {
  const values = columns.map((column) =>
    logarithmic === true ? column.values.map((value) => value || null) : [...column.values],
  );
  return [[...seconds], ...values] as uPlot.AlignedData;
}

function optionsOf({ columns }: LiveData, kind: LiveChartKind, events: readonly RunEvent[]) {
  const fromZero: uPlot.Scale.Range = (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.08)];
  return {
    plugins: [eventMarks(events)],
    scales: {
      x: { time: false },
      y: kind.logarithmic === true ? { distr: 3 as const } : { range: fromZero },
    },
    axes: [secondsAxis(), axis(kind.format, { size: AXIS_WIDTH })],
    series: [
      secondsSeries,
      ...columns.map(({ label }, i) =>
        line(label, inTheme(kind.colour(label, i)), kind.format, {
          points: { show: false },
          ...(kind.dashed?.includes(label) === true && { dash: [4, 4] }),
        }),
      ),
    ],
  };
}

/** The legend tells the newest second, unless the pointer is at another. */
function showNewest(chart: uPlot): void {
  const last = chart.data[0].length - 1;
  if (last >= 0 && (chart.cursor.left ?? -1) < 0) chart.setLegend({ idx: last }, false);
}
