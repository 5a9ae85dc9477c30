import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleRun } from '../tests/example-run';
import { annotate } from './annotations';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { exportResults, type ExportFormat } from './export-results';
import { listResults } from './list-results';
import { isMeasured, type MeasuredEntry } from './result-entry';

const RUN = '20260101T000000Z-mixed';
const CHAOS = '20260102T000000Z-chaos-several';
let folder: ExampleFolder;
let out: ExampleFolder;

beforeEach(() => {
  folder = exampleFolder();
  out = exampleFolder();
  folder.addRun(RUN, '2026-01-01T00:00:00.000Z');
  folder.addChaos(CHAOS, '2026-01-02T00:00:00.000Z');
});

afterEach(() => {
  folder.remove();
  out.remove();
});

async function entries(...ids: string[]): Promise<MeasuredEntry[]> {
  const measured = (await listResults(folder.path)).entries.filter(isMeasured);
  return measured.filter(({ id }) => ids.includes(id)).reverse();
}

async function textOf(format: ExportFormat, ...ids: string[]): Promise<string> {
  const exported = await exportResults(await entries(...ids), format, undefined);
  if (!('text' in exported)) throw new Error('written to files');
  return exported.text;
}

/** Cells by column of each row; none of the example's cells needs quotes. */
function rowsOf(file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])),
  );
}

describe('an export', () => {
  it('as JSON is all of a run in one document', async () => {
    await annotate(join(folder.path, RUN), { tags: ['a'] });
    const { metrics, series } = exampleRun({
      run_id: RUN,
      timestamp: '2026-01-01T00:00:00.000Z',
    });
    expect(JSON.parse(await textOf('json', RUN))).toEqual({
      id: RUN,
      kind: 'benchmark',
      state: 'complete',
      annotations: { schema_version: 1, tags: ['a'], note: null, baseline: false },
      metrics,
      timeseries: series,
    });
    const both = JSON.parse(await textOf('json', RUN, CHAOS)) as { id: string }[];
    expect(both.map(({ id }) => id)).toEqual([RUN, CHAOS]);
  });

  it('as CSV is a table of operations and one of seconds', async () => {
    const { metrics, series } = exampleRun();
    await exportResults(await entries(RUN), 'csv', out.path);
    const operations = rowsOf(join(out.path, 'operations.csv'));
    expect(operations.map(({ operation }) => operation)).toEqual(
      metrics.queries.map(({ name }) => name),
    );
    const [first] = metrics.queries;
    expect(operations[0]).toMatchObject({
      run: RUN,
      engine: 'citus',
      partial: 'false',
      target_rate: '',
      count: String(first?.count),
      p99_ms: String(first?.latency_ms.p99),
    });
    const seconds = rowsOf(join(out.path, 'timeseries.csv'));
    expect(seconds).toHaveLength(series.seconds.length);
    expect(seconds[3]).toMatchObject({
      run: RUN,
      t_s: '3',
      p99_ms: String(series.seconds[3]?.p99),
    });
  });

  it('as CSV has a table of the containers where they were watched', async () => {
    const none = [null, null];
    const series = {
      ...{ name: 'worker-1-a', cpu_pct: [12.5, null], memory_bytes: [1024, 2048] },
      ...{ disk_read_bytes: none, disk_write_bytes: none },
      ...{ network_rx_bytes: none, network_tx_bytes: none },
    };
    const evidence = { schema_version: 1, run_id: RUN, interval_s: 1, containers: [series] };
    folder.write(RUN, 'evidence.json', JSON.stringify(evidence));
    await exportResults(await entries(RUN), 'csv', out.path);
    expect(rowsOf(join(out.path, 'containers.csv'))).toMatchObject([
      { run: RUN, container: 'worker-1-a', t_s: '0', cpu_pct: '12.5', memory_bytes: '1024' },
      { t_s: '1', cpu_pct: '', memory_bytes: '2048' },
    ]);
  });

  it('as CSV has tables of its own for chaos runs', async () => {
    await exportResults(await entries(RUN, CHAOS), 'csv', `${out.path}/new/`);
    expect(readdirSync(join(out.path, 'new')).sort()).toEqual([
      'chaos-timeseries.csv',
      'faults.csv',
      'operations.csv',
      'timeseries.csv',
    ]);
    const faults = rowsOf(join(out.path, 'new', 'faults.csv'));
    expect(faults.map(({ seconds_without_writes }) => seconds_without_writes)).toEqual([
      '4.2',
      '3.1',
      '5.1',
      '0.9',
    ]);
  });

  it('as CSV hands no formula to a spreadsheet', async () => {
    folder.addRun(RUN, '2026-01-01T00:00:00Z', { stack: '=1+1', scenario: 'a,"b"' });
    await exportResults(await entries(RUN), 'csv', out.path);
    const line = readFileSync(join(out.path, 'operations.csv'), 'utf8').split('\n')[1];
    expect(line).toContain(",'=1+1,");
    expect(line).toContain(',"a,""b""",');
  });

  it('as HTML is the report', async () => {
    expect(await textOf('html', RUN)).toBe(`<title>${RUN}</title>`);
    const file = join(out.path, 'report.html');
    expect(await exportResults(await entries(RUN), 'html', file)).toEqual({ files: [file] });
    expect(readFileSync(file, 'utf8')).toBe(`<title>${RUN}</title>`);
    await expect(textOf('html', CHAOS)).rejects.toThrow(`report.html of ${CHAOS} is missing`);
  });

  it('into a folder is a file a run', async () => {
    await exportResults(await entries(RUN, CHAOS), 'json', out.path);
    expect(readdirSync(out.path).sort()).toEqual([`${RUN}.json`, `${CHAOS}.json`]);
  });

  it('of several files asks for a folder', async () => {
    await expect(textOf('csv', RUN)).rejects.toThrow(
      'csv of a run is 2 files; name a folder: --out FOLDER/',
    );
    const file = join(out.path, 'tables.csv');
    await expect(exportResults(await entries(RUN), 'csv', file)).rejects.toThrow(/name a folder/);
    expect(existsSync(file)).toBe(false);
  });

  it('says which file is damaged', async () => {
    folder.write(RUN, 'timeseries.json', '{');
    await expect(exportResults(await entries(RUN), 'csv', out.path)).rejects.toThrow(
      new RegExp(`^timeseries.json of ${RUN} is no JSON`),
    );
    await expect(textOf('json', RUN)).rejects.toThrow(/timeseries.json of/);
  });

  it('says what can not be written', async () => {
    const nowhere = join(out.path, 'none', 'run.json');
    await expect(exportResults(await entries(RUN), 'json', nowhere)).rejects.toThrow(
      /none\/run.json can't be written/,
    );
    out.write('x', 'file', '');
    await expect(
      exportResults(await entries(RUN), 'json', join(out.path, 'x', 'file', 'sub/')),
    ).rejects.toThrow(/can't be made/);
  });
});
