import type { NodeWaits, ServerEvidence } from '../../results/evidence-schema';
import { formatMs, formatNumber } from '../../report/html';
import { formatBytes } from '../../words/bytes';
import { columns, renderTable } from '../../report/table';

/** Wait events that a table shows. */
const MOST_EVENTS = 15;

/** The sections on what the servers did; nothing for a run that did not look. */
export function renderServer(server: ServerEvidence | undefined): string {
  if (server === undefined) return '';
  const { containers, wait_events: waits, wal, rows_by_node: rows } = server;
  return [
    containers && section('Containers', CONTAINERS_NOTE, renderContainers(containers)),
    waits && section('Wait events', WAITS_NOTE, renderWaits(waits)),
    wal && section('Write-ahead log and checkpoints', '', renderWal(wal)),
    rows && rows.length > 0 && section('Rows by node', 'After the run.', renderRows(rows)),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n');
}

/** A section of the page; the note is a line under its heading. */
export function section(heading: string, note: string, content: string): string {
  return `<section><h2>${heading}</h2>${note === '' ? '' : `<p class="note">${note}</p>`}${content}</section>`;
}

const CONTAINERS_NOTE =
  'CPU by second in percent of one core, and what each container used in the measured time. Disk is what reached a device; network is all traffic, that between containers too.';

function renderContainers(containers: NonNullable<ServerEvidence['containers']>): string {
  const table = renderTable(
    columns(
      ['container'],
      ['CPU time', 'CPU mean', 'highest', 'memory', 'read', 'written', 'received', 'sent'],
    ),
    [...containers]
      .sort((a, b) => b.cpu_s - a.cpu_s)
      .map((of) => [
        of.name,
        `${formatNumber(of.cpu_s, 1)} s`,
        `${formatNumber(of.cpu_pct, 1)} %`,
        `${formatNumber(of.cpu_pct_max, 1)} %`,
        ...[
          of.memory_bytes_max,
          of.disk_read_bytes,
          of.disk_write_bytes,
          of.network_rx_bytes,
          of.network_tx_bytes,
        ].map(formatBytes),
      ]),
  );
  return `<div class="chart" id="containers"></div>${table}`;
}

const WAITS_NOTE =
  'Sessions in each state, on average over one sample a second. CPU: at work and waiting for nothing. “From nodes” are sessions that Citus or postgres_fdw opened from another node.';

function renderWaits(waits: readonly NodeWaits[]): string {
  const rows = new Map<string, Map<string, number>>();
  for (const { node, events } of waits) {
    for (const { origin, type, event, sessions } of events) {
      const what = type === event ? type : `${type}: ${event}`;
      const name = origin === 'cluster' ? `${what} (from nodes)` : what;
      const byNode = rows.get(name) ?? new Map<string, number>();
      rows.set(name, byNode.set(node, sessions));
    }
  }
  const total = (byNode: ReadonlyMap<string, number>): number =>
    [...byNode.values()].reduce((a, b) => a + b, 0);
  const top = [...rows].sort(([, a], [, b]) => total(b) - total(a)).slice(0, MOST_EVENTS);
  if (top.length === 0) return '<p class="lead">No session was at work in any sample.</p>';
  return renderTable(
    columns(
      ['state'],
      waits.map(({ node }) => node),
    ),
    top.map(([name, byNode]) => [
      name,
      ...waits.map(({ node }) => {
        const sessions = byNode.get(node);
        return sessions === undefined ? '' : formatNumber(sessions, 2);
      }),
    ]),
  );
}

function renderWal(wal: NonNullable<ServerEvidence['wal']>): string {
  return renderTable(
    columns(
      ['node'],
      ['log written', 'records', 'full pages', 'checkpoints', 'buffers', 'largest lag', 'in time'],
    ),
    wal.map((of) => [
      of.node,
      formatBytes(of.wal_bytes),
      formatNumber(of.wal_records),
      formatNumber(of.wal_full_pages),
      `${of.checkpoints_timed} timed, ${of.checkpoints_requested} forced`,
      formatNumber(of.checkpoint_buffers),
      of.replication_lag_bytes_max === null ? '–' : formatBytes(of.replication_lag_bytes_max),
      formatMs(of.replication_lag_ms_max),
    ]),
  );
}

function renderRows(rows: NonNullable<ServerEvidence['rows_by_node']>): string {
  const all = rows.reduce((sum, of) => sum + of.rows, 0);
  return renderTable(
    columns(['node'], ['shards', 'rows', 'share']),
    rows.map((of) => [
      of.node,
      formatNumber(of.shards),
      `${of.exact ? '' : '≈ '}${formatNumber(of.rows)}`,
      all === 0 ? '–' : `${formatNumber((100 * of.rows) / all, 1)} %`,
    ]),
  );
}
