import { escapeHtml, formatMs, formatNumber } from '../report/html';
import { columns, folded, renderTable, type Cell } from '../report/table';
import type { ScaleCurve, ScaleModel, ScalePoint, ScaleResult } from '../results/scale-result';
import {
  heldSentence,
  LIMIT_WORDS,
  percent,
  range,
  rate,
  signed,
  workersText,
} from '../results/scale-table';
import { PARTS, type Part } from './demand';

const PART_WORDS: Readonly<Record<Part, string>> = {
  worker: 'workers',
  coordinator: 'coordinator',
  other: 'rest of the cluster',
  generator: 'load generator',
};

/** How the page is to be read, for who has not read the documentation. */
const METHOD = `Each size is a cluster of its own with the same rows, made, measured and removed one after the other, so a machine that changes meanwhile is part of the figures. Throughputs are medians of the runs; the interval holds the true median with 95 % (from six runs on). Share of the ideal is T(n) by n times what one worker did; its interval holds it with 90 % at least. A part is full where it used over 80 % of the CPU that it may have: the busiest worker of its limit; the coordinator, the load generator and the machine of all cores.`;

/** What a curve's page holds under its heading, as HTML; charts go into `speedup` and `use-N`. */
export function renderBody(result: ScaleResult): string {
  const { curves, limits, warnings } = result;
  const notes = [heldSentence(limits.worker_cpus), ...warnings];
  return `${notes.map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n')}
<div class="tiles">${curves.map(tile).join('')}</div>
<section><h2>Speed-up</h2><p class="note">Throughput by that of the smallest size; the bars are intervals, the dashed line is the ideal.</p><div class="chart" id="speedup"></div></section>
${curves.map(renderCurve).join('\n')}
${renderSizes(result)}
<section><h2>How to read this</h2><p class="lead">${METHOD}</p></section>`;
}

function tile({ scenario, points }: ScaleCurve): string {
  const largest = points.at(-1);
  if (largest === undefined) return '';
  const { workers, speedup, share } = largest;
  return `<div class="tile"><b>×${speedup.toFixed(2)}</b><span>${escapeHtml(scenario)} with ${workers} workers, ${percent(share.value)} of the ideal</span></div>`;
}

/** @param place of the scenario, which its chart is called by */
function renderCurve(curve: ScaleCurve, place: number): string {
  const { scenario, points, fan_out: fanOut } = curve;
  const kind = fanOut
    ? 'Each statement goes to all workers.'
    : 'Each statement goes to one worker.';
  return `<section><h2>${escapeHtml(scenario)}</h2><p class="lead">${kind} ${escapeHtml(verdict(points))}</p>
${renderTable(
  [
    ...columns(['workers'], ['throughput', 'speed-up', 'of the ideal', 'errors']),
    { name: 'limit' },
  ],
  points.map(pointRow),
)}
<h3>Who is busy</h3><p class="note">Share of the CPU that each may have.</p><div class="chart" id="use-${place}"></div>
${folded('CPU by container', containerTable(points))}
${renderModel(curve)}</section>`;
}

/** What set the pace at each size, in a sentence. */
export function verdict(points: readonly ScalePoint[]): string {
  const limits = [...new Set(points.map(({ bottleneck }) => bottleneck))];
  const at = (limit: ScalePoint['bottleneck']): string => {
    const sizes = points.filter(({ bottleneck }) => bottleneck === limit);
    const list = sizes.map(({ workers }) => workers).join(', ');
    return limits.length === 1 ? 'at every size' : `at ${list}`;
  };
  return limits
    .map((limit) =>
      limit === 'none'
        ? `Nothing was full ${at(limit)}: more clients (--vus) would tell more.`
        : `What was full ${at(limit)}: ${LIMIT_WORDS[limit]}.`,
    )
    .join(' ');
}

function pointRow({ workers, throughput, speedup, share, errors, bottleneck }: ScalePoint): Cell[] {
  const small = (text: string, note: string): Cell => ({
    html: `${escapeHtml(text)}<small>${escapeHtml(note)}</small>`,
  });
  const runs = `${throughput.values.length} runs`;
  return [
    String(workers),
    small(`${rate(throughput.median)}/s`, throughput.low === null ? runs : range(throughput, rate)),
    `×${speedup.toFixed(2)}`,
    share.low === share.high
      ? percent(share.value)
      : small(percent(share.value), range(share, percent)),
    formatNumber(errors),
    LIMIT_WORDS[bottleneck],
  ];
}

function containerTable(points: readonly ScalePoint[]): string {
  const names = [
    ...new Set(points.flatMap(({ containers }) => containers.map(({ name }) => name))),
  ];
  const sizes = points.map(({ workers }) => workersText(workers));
  const rows = names.map((name) => [
    name,
    ...points.map(({ containers }) => {
      const found = containers.find((one) => one.name === name);
      return found === undefined ? '–' : percent(found.cores);
    }),
  ]);
  const generator = ['k6', ...points.map(({ cpu }) => percent(cpu.generator))];
  return `<p class="note">Percent of a core, medians of the runs.</p>${renderTable(columns(['container'], sizes), [...rows, generator])}`;
}

function renderModel({ points, model, fan_out: fanOut }: ScaleCurve): string {
  const sizes = points.map(({ workers }) => workersText(workers));
  const times = PARTS.map((part) => [
    PART_WORDS[part],
    ...points.map(({ cpu_ms }) => formatMs(cpu_ms[part])),
  ]);
  return `<h3>CPU time of a statement</h3>${renderTable(columns(['part'], sizes), times)}
<h3>Larger clusters</h3><p class="note">${escapeHtml(modelWords(model, fanOut))}</p>
${predictionTable(model)}`;
}

/** What the model is, and how far it was right. */
export function modelWords(model: ScaleModel, fanOut: boolean): string {
  const { held_back: held, coordinator_full_at: full } = model;
  const trust =
    held === null
      ? ''
      : ` From the smaller sizes it predicts ${rate(held.predicted)}/s for ${held.workers} workers; ${rate(held.measured)}/s were measured (${signed(held.error)}).`;
  const line = fanOut
    ? ' A statement that goes to all costs more CPU with each worker; that line is drawn on from the measured sizes, which is a guess far beyond them.'
    : '';
  const coordinator =
    full === null
      ? ''
      : ` A coordinator with a worker's CPU is full at ${full.toFixed(1)} workers.`;
  return `The most that the CPU allows where all machines are alike, in what one worker serves by itself; rows spread evenly, no queues, no locks, a load generator that keeps up.${trust}${coordinator}${line}`;
}

function predictionTable({ predictions }: ScaleModel): string {
  const sizes = [...new Set(predictions.map(({ workers }) => workers))];
  const entries = [...new Set(predictions.map(({ coordinator_cpu }) => coordinator_cpu))];
  const rows = entries.map((entry) => [
    entryWords(entry),
    ...sizes.map((size): Cell => {
      const found = predictions.find(
        ({ workers, coordinator_cpu }) => workers === size && coordinator_cpu === entry,
      );
      if (found === undefined) return '–';
      return {
        html: `×${formatNumber(found.speedup, 1)}<small>${LIMIT_WORDS[found.limit]}</small>`,
      };
    }),
  ]);
  return renderTable(
    columns(
      ['way in'],
      sizes.map((size) => workersText(size)),
    ),
    rows,
  );
}

/** The way in that a prediction is for. */
export function entryWords(coordinatorCpu: number | null): string {
  if (coordinatorCpu === null) return 'every node (port "any")';
  if (coordinatorCpu === 1) return "a coordinator with a worker's CPU";
  return `a coordinator with ${coordinatorCpu} times a worker's CPU`;
}

function renderSizes({ sizes, limits, load, dataset, environment }: ScaleResult): string {
  const facts: readonly (readonly [string, string])[] = [
    ['cluster', `${environment.topology}, ${limits.worker_memory_mib} MiB a worker`],
    [
      'CPU of a worker',
      `${limits.worker_cpus}${limits.worker_cpus_asked ? ', as asked for' : `, as this machine has ${environment.cores} cores for all`}`,
    ],
    [
      'rows',
      `${formatNumber(dataset.rows)} in ${dataset.regions} regions, ${dataset.shard_count} shards`,
    ],
    ['load', `${load.vus} clients, ${load.rounds} runs of ${load.duration_s} s`],
    ['machine', `${environment.host_cpu}, ${environment.cores} cores`],
    [
      'PostgreSQL',
      `${environment.pg}${environment.citus === null ? '' : `, Citus ${environment.citus}`}`,
    ],
  ];
  const table = renderTable(
    columns(['stack'], ['workers', 'made and loaded in', 'CPU at rest, all containers']),
    sizes.map(({ stack, workers, up_ms, at_rest }) => [
      stack,
      String(workers),
      formatMs(up_ms),
      `${PARTS.reduce((sum, part) => sum + at_rest[part], 0).toFixed(2)} of a core`,
    ]),
  );
  return `<section><h2>What was measured</h2>
<table class="facts"><tbody>${facts.map(([name, value]) => `<tr><th>${name}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</tbody></table>
${table}</section>`;
}
