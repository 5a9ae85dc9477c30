import { plainCommand, runCommand } from '../cli/command';

const command = plainCommand(
  'npm run check --',
  'The daily round: types, lint, format, and the unit tests of what changed since a commit.',
)
  .option('--since COMMIT', 'whose changes are tested', 'main')
  .action(async ({ since }: { since: string }) => {
    // zx is an ES module, which a CommonJS program can only import while it runs.
    const { $ } = await import('zx');
    const run = $({ stdio: ['ignore', 'inherit', 'inherit'], nothrow: true, verbose: false });
    const cache = '.build/check';
    const types = [`--incremental`, `--tsBuildInfoFile`, `${cache}.tsbuildinfo`];
    const eslint = ['--cache', '--cache-location', `${cache}.eslint`, '--max-warnings=0'];
    const prettier = ['--cache', '--cache-location', `${cache}.prettier`, '--log-level', 'warn'];
    const ends = await Promise.all([
      run`npx tsc --noEmit ${types}`,
      run`npx eslint ${eslint} .`,
      run`npx prettier ${prettier} --check .`,
      run`npx vitest run --project unit --reporter=dot --changed ${since} --passWithNoTests`,
    ]);
    if (ends.some(({ exitCode }) => exitCode !== 0)) process.exitCode = 1;
  });

void runCommand(command);
