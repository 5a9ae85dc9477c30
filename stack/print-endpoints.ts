import { formatDuration } from '../words/duration';
import { addressText, webAddress } from '../topology/endpoints';
import type { StackOutputs } from '../topology/stack-outputs';

/**
 * Tells where a cluster listens and what can be done with it.
 *
 * @param ms how long it took to bring it up
 */
export function printEndpoints(stack: string, { plan, endpoints }: StackOutputs, ms: number): void {
  const { write, read, anyNode, pooled, stats, manager } = endpoints;
  const option = stack === 'dev' ? '' : ` --stack ${stack}`;
  const pad = option === '' ? '' : ` --${option}`;
  process.stdout.write(`
Stack ${stack} (${plan.engine}) is up after ${formatDuration(ms)}.
  writes      ${addressText(write)}
  reads       ${addressText(read)}
  any node    ${addressText(anyNode)}
  pooled      ${addressText(pooled)}
  statistics  ${webAddress(plan, stats)}
  manager     ${webAddress(plan, manager, '/status')}
Next:
  npm run status${pad}
  npm run connection --${option} --to write
  npm run psql --${option} --to write
  npm run bench:mixed${pad}
  npm run down${pad}
`);
}
