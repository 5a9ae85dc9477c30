import { relative } from 'node:path';
import { list } from '../benchmark/options/option-values';
import { plainCommand, runCommand, wholeNumber } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { startResultFolder } from '../results/results-folder';
import { scaleTable } from '../results/scale-table';
import { renderScaleReport } from '../scale/report';
import { runScale } from '../scale/run-scale';
import { workerCounts, workerCpus } from '../scale/sizes';

interface Options {
  readonly workers: readonly number[];
  readonly workerCpus?: number;
  readonly rows: number;
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly like: string;
  readonly results: string;
  readonly json?: true;
}

const command = plainCommand(
  'npm run bench:scale --',
  'Measures the same scenarios on clusters of several sizes, which it makes and removes.',
)
  .argument('[options...]', 'after another --, options of `npm run bench` for all runs')
  .option('--workers <numbers>', 'sizes in workers, ascending', workerCounts, [1, 2, 4])
  .option(
    '--worker-cpus <n>',
    'CPUs that each worker is held to (default: 30 % of the cores by the largest size)',
    workerCpus,
  )
  .option('--rows <n>', 'rows of each cluster', wholeNumber(1000, 10_000_000_000), 400_000)
  .option('--scenarios <names>', 'what is measured', list, [
    'insert',
    'recent-in-region',
    'bounding-box',
  ])
  .option('--rounds <n>', 'runs of each scenario at each size', wholeNumber(1, 100), 6)
  .option('--like <stack>', 'the stack whose engine, image and parameters they have', 'dev')
  .option('--results <folder>', 'where results go', 'benchmark_results')
  .option('--json', 'print the curve as one JSON document')
  .action(async (args: string[], { json, workers, workerCpus: asked, ...options }: Options) => {
    const signal = stopSignal([
      'stopping: the cluster at work is removed',
      'once more ends it at once, and leaves the cluster',
    ]);
    const result = await runScale({
      ...options,
      ...{ sizes: workers, workerCpus: asked, args, signal },
      print: (text) => process.stderr.write(`${text}\n`),
    });
    const folder = await startResultFolder(options.results);
    await folder.write('scale.json', `${JSON.stringify(result, null, 2)}\n`);
    await folder.write('report.html', await renderScaleReport(result));
    const path = relative(process.cwd(), await folder.publish(result.run_id));
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : scaleTable(result)}\n`);
    process.stderr.write(`page: ${path}/report.html\n`);
  });

void runCommand(command);
