import type { Command } from 'commander';
import { plainCommand, runCommand, type StackOptions } from '../cli/command';
import { readDeployment } from '../running/read-deployment';
import { withShardMoves } from '../running/moves/engine-moves';
import { askMoves, followMoves } from '../running/moves/follow-moves';
import { movesReport } from '../stack/moves-lines';
import { UserError } from '../words/user-error';

const command = plainCommand('npm run rebalance --', 'Spreads shards evenly over the workers.');

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--stack <name>', 'stack to act on', 'dev');
}

add('status', 'Shows where shards are, and what moves.')
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: StackOptions & { json?: true }) => {
    const moves = await askMoves(await readDeployment(stack));
    if (moves === undefined) {
      throw new UserError(
        `the manager of stack "${stack}" does not say where shards are: it does not answer, or has just started`,
        `see \`npm run status -- --stack ${stack}\``,
      );
    }
    process.stdout.write(`${json ? JSON.stringify(moves, undefined, 2) : movesReport(moves)}\n`);
  });

add('start', 'Has shards move until they are spread evenly, and shows how far they are.')
  .option('--block-writes', 'move tables without a primary key too, whose writes wait meanwhile')
  .action(async ({ stack, blockWrites = false }: StackOptions & { blockWrites?: boolean }) => {
    const deployment = await readDeployment(stack);
    const planned = await withShardMoves(deployment, (moves) => moves.start({ blockWrites }));
    if (planned === 0) {
      process.stdout.write('nothing to move: shards are spread as they should be\n');
      return;
    }
    const end = await followMoves(deployment, `rebalance of stack ${stack}`);
    process.stdout.write(`${movesReport(end)}\n`);
  });

add('stop', 'Ends the moves under way; what has moved stays.').action(
  async ({ stack }: StackOptions) => {
    const deployment = await readDeployment(stack);
    const stopped = await withShardMoves(deployment, (moves) => moves.stop());
    process.stdout.write(
      stopped
        ? `stopped; \`npm run rebalance -- start --stack ${stack}\` goes on\n`
        : 'nothing moves\n',
    );
  },
);

void runCommand(command);
