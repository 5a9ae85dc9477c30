import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { readDeployment } from '../running/read-deployment';
import { drainedGroups, withShardMoves } from '../running/moves/engine-moves';
import { askMoves, followMoves } from '../running/moves/follow-moves';
import { movesReport } from '../stack/moves-lines';
import { listOf } from '../topology/change/change-rule';
import { UserError } from '../words/user-error';

interface Options extends StackOptions {
  readonly worker?: number;
  readonly to?: number;
  readonly undo?: true;
  readonly blockWrites?: boolean;
}

const command = stackCommand(
  'npm run drain --',
  'Moves the shards of workers to the others, so that `npm run up` can remove them.',
)
  .option('--worker <n>', 'the worker to empty, the last one', wholeNumber(1))
  .option('--to <n>', 'how many workers are to be left', wholeNumber(0))
  .option('--undo', 'have the worker or workers take shards again')
  .option('--block-writes', 'move tables without a primary key too, whose writes wait meanwhile')
  .action(async (options: Options) => {
    if ((options.worker === undefined) === (options.to === undefined)) {
      command.error('error: give either --worker or --to');
    }
    await (options.undo ? undrain(options) : drain(options));
  });

async function drain({ stack, worker, to, blockWrites = false }: Options): Promise<void> {
  const deployment = await readDeployment(stack);
  const { draining = [] } = (await askMoves(deployment)) ?? {};
  const chosen = { ...(worker !== undefined && { worker }), ...(to !== undefined && { to }) };
  const groups = drainedGroups(deployment, chosen, draining);
  await withShardMoves(deployment, (moves) => moves.drain(groups, { blockWrites }));
  const names = listOf(groups.map((group) => `worker-${group}`));
  const end = await followMoves(deployment, `drain of ${names}`);
  const left = end.placements.filter(({ group }) => groups.includes(group));
  if (left.length > 0) {
    const what = left.map(
      ({ group, table, shards }) => `worker-${group} holds ${shards.length} shards of ${table}`,
    );
    throw new UserError(
      what.join('; '),
      end.why.at(-1) === 'it was stopped'
        ? 'the drain was stopped; called once more, it goes on'
        : 'a table without a primary key moves with --block-writes, which has its writes wait meanwhile',
    );
  }
  process.stdout.write(
    `${movesReport(end)}\n\n${names} ${groups.length === 1 ? 'is' : 'are'} empty: ` +
      `set workers.count to ${Math.min(...groups) - 1}, and \`npm run up -- --stack ${stack}\` removes ` +
      `${groups.length === 1 ? 'it' : 'them'}; \`npm run drain -- --undo\` takes it back\n`,
  );
}

async function undrain({ stack, worker, to = 0 }: Options): Promise<void> {
  const deployment = await readDeployment(stack);
  const { draining = [] } = (await askMoves(deployment)) ?? {};
  const groups = draining.filter((group) => (worker === undefined ? group > to : group === worker));
  if (groups.length === 0) {
    throw new UserError(
      worker === undefined ? 'no such worker is drained' : `worker-${worker} is not drained`,
      `\`npm run rebalance -- status --stack ${stack}\` tells which are`,
    );
  }
  await withShardMoves(deployment, (moves) => moves.undrain(groups));
  const names = listOf(groups.map((group) => `worker-${group}`));
  const end = await followMoves(deployment, `${names} back in use`);
  process.stdout.write(`${movesReport(end)}\n`);
}

void runCommand(command);
