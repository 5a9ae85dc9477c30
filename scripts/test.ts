import { plainCommand, runCommand } from '../cli/command';
import { forEachAtOnce } from '../manager/at-once';
import { formatDuration } from '../words/duration';
import { UserError } from '../words/user-error';
import { receivedSignal } from '../cli/stop-signal';
import { keepImages } from '../tests/runner/kept-images';
import { prepareMachine } from '../tests/runner/prepare-machine';
import { runStage } from '../tests/runner/run-stage';
import { inTurns, STAGES, type Stage } from '../tests/runner/stages';
import { addTallies, closingLine, NONE, type Tally } from '../tests/runner/test-tally';

/** Stages that share the machine, at a time. */
const AT_ONCE = 2;

const names = STAGES.map((stage) => stage.name);

const command = plainCommand('npm test --', 'Runs the tests, stage by stage.')
  .argument('[stages...]', `stages to run, of: ${names.join(', ')}; default: all`)
  .option('--yes', 'install what the tests need and this machine lacks')
  .action(async (chosen: string[], { yes = false }: { yes?: boolean }) => {
    const stages = chooseStages(chosen);
    const machine = await prepareMachine(stages, yes);
    const tallies: Tally[] = [machine.tally];
    const times: string[] = [];
    // Built beside the first stages, which need no engine; a failure is told where one needs it.
    const images = stages.some(needsEngine) ? keepImages() : undefined;
    images?.catch(() => undefined);
    try {
      for (const turn of inTurns(stages)) {
        await forEachAtOnce(
          turn,
          async (stage) => {
            if (needsEngine(stage)) await images;
            refuseStopped();
            const startedAt = Date.now();
            tallies.push(await timed(stage, machine.env));
            times.push(`${stage.name.padEnd(12)} ${formatDuration(Date.now() - startedAt)}`);
          },
          AT_ONCE,
        );
      }
    } finally {
      await (
        await images
      )?.();
    }
    refuseStopped();
    for (const time of times) print(time);
    for (const reason of machine.skipReasons) print(`skipped: ${reason}`);
    const sum = addTallies(tallies);
    for (const failure of sum.failures) print(`failed: ${failure}`);
    print(closingLine(sum));
    if (sum.failed > 0) process.exitCode = 1;
  });

function needsEngine({ needs = [] }: Stage): boolean {
  return needs.includes('engine');
}

function chooseStages(chosen: readonly string[]): readonly Stage[] {
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no test stage "${unknown}"`, `stages: ${names.join(', ')}`);
  }
  return chosen.length === 0 ? STAGES : STAGES.filter(({ name }) => chosen.includes(name));
}

function refuseStopped(): void {
  const signal = receivedSignal();
  if (signal !== undefined) throw new UserError(`stopped by ${signal}`);
}

async function timed(stage: Stage, env: NodeJS.ProcessEnv): Promise<Tally> {
  print(`\n=== ${stage.name}: ${stage.describes}`);
  const startedAt = Date.now();
  const tally = await runStage(stage, env).catch((error: unknown) => {
    print(String(error));
    return { ...NONE, failed: 1, failures: [`stage ${stage.name}: ${String(error)}`] };
  });
  print(`=== ${stage.name}: ${closingLine(tally)} in ${formatDuration(Date.now() - startedAt)}`);
  return tally;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void runCommand(command);
