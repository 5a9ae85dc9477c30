import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { formatDuration } from '../words/duration';
import { loadedRegionCodes } from '../dataset/loaded-regions';
import { explainStatement, type Explanation } from '../explain/explain-statement';
import { SEED_QUERIES } from '../explain/seed-queries';
import { sampleStatements } from '../k6-scripts/lib/operations';
import { connect } from '../sql/connect';
import { readStackOutputs } from '../running/read-outputs';

interface Options extends StackOptions {
  readonly json: boolean;
}

async function explain({ stack, json }: Options): Promise<void> {
  const { plan, connections } = await readStackOutputs(stack);
  const client = await connect(connections.write, 'citus-cluster explain');
  const explanations: Explanation[] = [];
  try {
    const regions = await loadedRegionCodes(client, plan.dataset.regions);
    const { seed } = plan.dataset;
    const statements = [...SEED_QUERIES, ...sampleStatements({ regions, seed })];
    for (const { name, description, sql, parameters } of statements) {
      const explanation = await explainStatement(client, { name, description, sql, parameters });
      explanations.push(explanation);
      if (!json) process.stdout.write(describe(explanation));
    }
  } finally {
    await client.end();
  }
  if (json) process.stdout.write(`${JSON.stringify(explanations, null, 2)}\n`);
}

function describe({ name, description, planningMs, executionMs, sql, plan }: Explanation): string {
  const times = `planned in ${formatDuration(planningMs)}, ran for ${formatDuration(executionMs)}`;
  const lines = plan.map((line) => `  ${line}`).join('\n');
  return `${name}: ${description} (${times})\n${sql.trim()}\n${lines}\n\n`;
}

void runCommand(
  stackCommand(
    'npm run explain --',
    'Runs the spatial queries and every benchmark operation under EXPLAIN ANALYZE; changes nothing',
  )
    .option('--json', 'print the plans as JSON', false)
    .action(explain),
);
