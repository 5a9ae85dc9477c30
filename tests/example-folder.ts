import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleChaos } from './example-chaos';
import { exampleRun } from './example-run';
import { exampleScale } from './example-scale';
import type { Metrics } from '../results/metrics';

/** A results folder for a test. */
export interface ExampleFolder {
  readonly path: string;
  /** Puts a file into a folder of it. */
  write(id: string, file: string, contents: string): void;
  /** Adds a benchmark run as of a date, with other figures where they matter. */
  addRun(id: string, timestamp: string, change?: Partial<Metrics>): void;
  /** Adds a chaos run as of a date. */
  addChaos(id: string, timestamp: string): void;
  /** Adds clusters of several sizes as of a date. */
  addScale(id: string, timestamp: string): void;
  remove(): void;
}

/** Makes an empty results folder. */
export function exampleFolder(): ExampleFolder {
  const path = mkdtempSync(join(tmpdir(), 'citus-cluster-results-'));
  const write = (id: string, file: string, contents: string): void => {
    mkdirSync(join(path, id), { recursive: true });
    writeFileSync(join(path, id, file), contents);
  };
  return {
    path,
    write,
    addRun(id, timestamp, change = {}) {
      const { metrics, series } = exampleRun({ run_id: id, timestamp, ...change });
      write(id, 'metrics.json', JSON.stringify(metrics));
      write(id, 'timeseries.json', JSON.stringify(series));
      write(id, 'report.html', `<title>${id}</title>`);
    },
    addChaos(id, timestamp) {
      const { result, series } = exampleChaos();
      write(id, 'chaos.json', JSON.stringify({ ...result, run_id: id, timestamp }));
      write(id, 'timeseries.json', JSON.stringify({ ...series, run_id: id }));
    },
    addScale(id, timestamp) {
      write(id, 'scale.json', JSON.stringify(exampleScale({ run_id: id, timestamp })));
      write(id, 'report.html', `<title>${id}</title>`);
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
