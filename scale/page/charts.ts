import type uPlot from 'uplot';
import { AXIS_WIDTH, axis, draw, line } from '../../report/page/chart-parts';
import { inTheme, operationColour, styleColour } from '../../report/page/colours';
import { formatNumber, formatPercent } from '../../report/page/format';
import type { DrawChart } from '../../report/page/mount-charts';
import type { ScaleCurve, ScaleResult } from '../../results/scale-result';
import { workersText } from '../../results/scale-table';

/** Half the width of an interval's end, device pixels. */
const WHISKER = 4;

const USES = [
  ['worker', 'busiest worker'],
  ['coordinator', 'coordinator'],
  ['generator', 'load generator'],
  ['machine', 'the whole machine'],
] as const;

/** The sizes as an axis: nothing between them was measured. */
function sizesAxis(sizes: readonly number[]): uPlot.Axis {
  return axis((value) => workersText(value ?? 0), {
    splits: () => [...sizes],
    grid: { show: false },
  });
}

function sizesScale(sizes: readonly number[]): uPlot.Scale {
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const margin = 0.06 * (most - least);
  return { time: false, range: [least - margin, most + margin] };
}

const sizesSeries: uPlot.Series = {
  label: 'workers',
  value: (_, value: number | null) => formatNumber(value),
};

/** Speed-up over the number of workers, a line a scenario, with intervals and the ideal. */
export function drawSpeedup(element: HTMLElement, { curves, sizes }: ScaleResult): uPlot {
  const counts = sizes.map(({ workers }) => workers);
  const least = counts[0] ?? 1;
  const factor = (value: number | null | undefined): string =>
    value == null ? '–' : `×${value.toFixed(2)}`;
  return draw(
    element,
    {
      height: 320,
      plugins: [whiskers(curves)],
      scales: { x: sizesScale(counts), y: { range: (_, __, max) => [0, max * 1.08] } },
      axes: [sizesAxis(counts), axis((value) => `×${formatNumber(value)}`, { size: AXIS_WIDTH })],
      series: [
        sizesSeries,
        line('ideal', styleColour('--muted'), factor, { dash: [6, 5], points: { show: false } }),
        ...curves.map(({ scenario }, i) =>
          line(scenario, inTheme(operationColour(i)), factor, { points: { show: true, size: 8 } }),
        ),
      ],
    },
    [
      counts,
      counts.map((workers) => workers / least),
      ...curves.map(({ points }) => points.map(({ speedup }) => speedup)),
    ],
  );
}

/** Each point's interval: that of its throughput, by the median of the smallest size. */
function whiskers(curves: readonly ScaleCurve[]): uPlot.Plugin {
  return {
    hooks: {
      draw: (chart) => {
        const { ctx } = chart;
        ctx.save();
        ctx.lineWidth = 1.5 * devicePixelRatio;
        curves.forEach(({ points }, i) => {
          // After those of the axis and the ideal.
          if (chart.series[i + 2]?.show === false) return;
          ctx.strokeStyle = inTheme(operationColour(i));
          const base = points[0]?.throughput.median ?? 0;
          for (const { workers, throughput } of points) {
            const { low, high } = throughput;
            if (low === null || high === null || base === 0) continue;
            const x = chart.valToPos(workers, 'x', true);
            const [bottom, top] = [low, high].map((value) =>
              chart.valToPos(value / base, 'y', true),
            ) as [number, number];
            const half = WHISKER * devicePixelRatio;
            ctx.beginPath();
            ctx.moveTo(x, bottom);
            ctx.lineTo(x, top);
            for (const y of [bottom, top]) {
              ctx.moveTo(x - half, y);
              ctx.lineTo(x + half, y);
            }
            ctx.stroke();
          }
        });
        ctx.restore();
      },
    },
  };
}

/** Who is how busy at each size, percent of what it may have. */
export function drawUse(element: HTMLElement, { points }: ScaleCurve): uPlot {
  const counts = points.map(({ workers }) => workers);
  return draw(
    element,
    {
      height: 220,
      scales: {
        x: sizesScale(counts),
        y: { range: (_, __, max) => [0, Math.max(105, max * 1.05)] },
      },
      axes: [sizesAxis(counts), axis(formatPercent, { size: AXIS_WIDTH })],
      series: [
        sizesSeries,
        ...USES.map(([, label], i) =>
          line(label, inTheme(operationColour(i)), formatPercent, {
            points: { show: true, size: 7 },
            ...(label === 'the whole machine' && { dash: [4, 4] }),
          }),
        ),
      ],
    },
    [counts, ...USES.map(([part]) => points.map(({ use }) => 100 * use[part]))],
  );
}

/** The charts of a page by the id of their elements: who is busy is called by its scenario's place. */
export function chartsOf({ curves }: ScaleResult): Record<string, DrawChart<ScaleResult>> {
  const uses = curves.map((_, place): [string, DrawChart<ScaleResult>] => [
    `use-${place}`,
    (element, data) => drawUse(element, data.curves[place] as ScaleCurve),
  ]);
  return { speedup: drawSpeedup, ...Object.fromEntries(uses) };
}
