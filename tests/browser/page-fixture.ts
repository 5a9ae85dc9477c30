import { exampleFolder, type ExampleFolder } from '../example-folder';
import { exampleRunWithEvidence } from '../example-evidence';
import { simulatedSides } from '../example-series';

/** The run with everything that there can be of one. */
export const FULL_RUN = '20260105T030405Z-mixed';

/** A run whose file can't be read. */
export const DAMAGED_RUN = '20260104T030405Z-mixed';

/** A run that was cut off. */
export const UNFINISHED_RUN = '20260103T030405Z-read';

/** A chaos run. */
export const CHAOS_RUN = '20260106T030405Z-chaos-several';

/** Clusters of several sizes. */
export const SCALE_RUN = '20260107T030405Z-scale';

/** A results folder with a run of every kind, and two sides of six runs, tagged `a` and `b`. */
export function pageFixture(): ExampleFolder {
  const folder = exampleFolder();
  const put = (id: string, files: Readonly<Record<string, unknown>>): void => {
    for (const [name, contents] of Object.entries(files)) {
      folder.write(id, name, typeof contents === 'string' ? contents : JSON.stringify(contents));
    }
  };
  const { metrics, series, details } = exampleRunWithEvidence({
    run_id: FULL_RUN,
    timestamp: '2026-01-05T03:04:05.000Z',
    tag: 'full',
  });
  put(FULL_RUN, {
    'metrics.json': metrics,
    'timeseries.json': series,
    'report.html': '<title>report</title>',
    'k6.log': 'what k6 said\n',
    ...details,
  });
  folder.addChaos(CHAOS_RUN, '2026-01-06T03:04:05.000Z');
  folder.addScale(SCALE_RUN, '2026-01-07T03:04:05.000Z');
  put(DAMAGED_RUN, { 'metrics.json': '{"schema_version": 1' });
  put(UNFINISHED_RUN, { 'k6.log': 'what k6 said\n' });
  for (const { label, runs } of simulatedSides(1, 6, 1.2)) {
    for (const run of runs) {
      const tagged = { ...run.metrics, tag: label.toLowerCase() };
      put(run.metrics.run_id, { 'metrics.json': tagged, 'timeseries.json': run.series });
    }
  }
  return folder;
}
