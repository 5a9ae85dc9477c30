import { withStacks } from '../jobs/claimed-stacks';
import { join } from 'node:path';
import { plainCommand, runCommand } from '../cli/command';
import { formatDuration } from '../words/duration';
import { textTable } from '../words/text-table';
import { UserError } from '../words/user-error';
import { bringUp } from '../stack/bring-up';
import { chooseDemoStack } from '../stack/choose-demo-stack';
import { printEndpoints } from '../stack/print-endpoints';
import { runAttached } from '../toolchain/child-process';
import { dockerClient } from '../toolchain/docker/docker-client';
import { PROJECT_ROOT } from '../toolchain/paths';
import { setup } from '../stack/setup';
import { setupStep } from '../toolchain/install/setup-step';

interface Options {
  readonly yes?: boolean;
  readonly stack?: string;
}

const command = plainCommand(
  'npm run demo --',
  'Everything on a fresh machine: tools, images, cluster, a million rows, a benchmark, its report.',
)
  .option(
    '--yes',
    'do not ask: install Debian packages and start the Docker engine where that is needed',
  )
  .option('--stack <name>', 'stack to bring up (default: dev with the Citus image, else native)')
  .action(demo);

async function demo({ yes, stack: wanted }: Options): Promise<void> {
  const times: [string, number][] = [];
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = Date.now();
    const result = await work();
    times.push([stage, Date.now() - startedAt]);
    return result;
  };
  await timed('tools', () => setup({ yes: yes === true }, wanted));
  const stack = wanted ?? (await timed('choice of the stack', chooseStack));
  await timed('cluster and rows', async () => {
    const { outputs, ms } = await withStacks([stack], 'up', () => bringUp(stack, { yes }));
    printEndpoints(stack, outputs, ms);
  });
  await timed('benchmark', () => runBenchmark(stack));
  const total = times.reduce((sum, [, ms]) => sum + ms, 0);
  const rows = [...times, ['total', total] as const].map(([stage, ms]) => [
    stage,
    formatDuration(ms),
  ]);
  process.stdout.write(`\n${textTable(['stage', 'time'], rows)}\n`);
}

async function chooseStack(): Promise<string> {
  let chosen = '';
  await setupStep('Stack', async (progress) => {
    const { stack, reason } = await chooseDemoStack(dockerClient(), progress);
    chosen = stack;
    return `${stack}, because ${reason}`;
  });
  return chosen;
}

async function runBenchmark(stack: string): Promise<void> {
  const args = ['--import', 'tsx', join('scripts', 'bench.ts'), 'mixed', '--stack', stack];
  const code = await runAttached(process.execPath, args, { cwd: PROJECT_ROOT });
  if (code !== 0) {
    throw new UserError(
      `the benchmark ended with ${code}`,
      `the cluster is up; \`npm run bench:mixed -- --stack ${stack}\` tries again`,
    );
  }
}

void runCommand(command);
