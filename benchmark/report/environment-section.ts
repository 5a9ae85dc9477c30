import type { Metrics } from '../../results/metrics';
import { shortImageId } from '../short-image-id';
import { escapeHtml, formatNumber } from '../../report/html';
import { describeLoad } from './load-line';
import { columns, folded, renderTable } from '../../report/table';

/** What the run ran on, against and with. */
export function renderEnvironment(metrics: Metrics): string {
  const { environment: on, load, tool, generator } = metrics;
  const facts: readonly (readonly [string, string | null])[] = [
    ['cluster', `${on.engine}, ${on.topology}`],
    ['PostgreSQL', on.pg],
    ['Citus', on.citus],
    ['PostGIS', on.postgis],
    ['shards', describeShards(on)],
    ['synchronous replication', on.sync_mode],
    [
      'host',
      `${on.host_cpu}, ${on.cores} cores, ${formatNumber(on.memory_bytes / 2 ** 30, 1)} GiB`,
    ],
    [
      'write and flush of 8 kB',
      on.fsync_us === undefined || on.fsync_us === null
        ? null
        : `${formatNumber(on.fsync_us)} µs on the coordinator's volume`,
    ],
    ['kernel', on.kernel],
    ['Docker', on.docker],
    [
      'images',
      on.images?.map(({ name, id }) => `${name} (${shortImageId(id)})`).join(', ') ?? null,
    ],
    ['load', describeLoad(metrics)],
    ['reads go to', load.to],
    ['seed', String(load.seed)],
    ['load generator', `k6 ${tool.k6} with ${tool.driver}; ${tool.protocol}`],
    ['load generator used', describeGenerator(generator)],
    ['project', `${tool.version}${tool.git_sha === null ? '' : ` (${tool.git_sha.slice(0, 12)})`}`],
    ['series', `${metrics.series_id}, run ${metrics.repeat_index + 1}`],
  ];
  const table = `<table class="facts">${facts
    .map(
      ([name, value]) =>
        `<tr><th scope="row">${name}</th><td>${escapeHtml(value ?? '–')}</td></tr>`,
    )
    .join('\n')}</table>`;
  return table + renderSettings(metrics);
}

function describeShards(on: Metrics['environment']): string {
  const regions = `${on.regions} regions`;
  if (on.shard_count === 0) return `none: a table of one piece; ${regions}`;
  const { replication_factor: factor, shard_holders: holders } = on;
  const each = `${factor === 1 ? 'one placement' : `${factor} placements`} each`;
  const where = holders === undefined ? '' : ` on ${holders} worker${holders === 1 ? '' : 's'}`;
  return `${on.shard_count}${where}, ${each}, by ${on.distribution_column}; ${regions}`;
}

function describeGenerator({ cpu_pct, memory_bytes, usable_cores }: Metrics['generator']) {
  if (cpu_pct === null || memory_bytes === null) return null;
  const cores =
    usable_cores === undefined
      ? ''
      : ` (it could use ${usable_cores} core${usable_cores === 1 ? '' : 's'})`;
  return `${formatNumber(cpu_pct)} % of one core${cores}, ${formatNumber(memory_bytes / 2 ** 20)} MiB`;
}

function renderSettings({ environment }: Metrics): string {
  const byNode = environment.settings ?? [];
  return byNode
    .map(({ node, settings }) =>
      folded(
        `<b>${escapeHtml(node)}</b> ${settings.length} settings that are not PostgreSQL's defaults`,
        renderTable(
          columns(['setting', 'value', 'set by'], []),
          settings.map(({ name, value, source }) => [
            name,
            { html: `<code>${escapeHtml(value)}</code>` },
            source,
          ]),
        ),
      ),
    )
    .join('\n');
}
