import { Option } from 'commander';
import type { StackOutputs } from './stack-outputs';

/** The ways into a cluster, as the command line names them. */
export type Target = 'write' | 'read' | 'any';

/** `--to write|read|any`. Default `write`. */
export function targetOption(): Option {
  return new Option('--to <endpoint>', 'endpoint to connect to')
    .choices(['write', 'read', 'any'])
    .default('write');
}

/** The connection URI of an endpoint. Secret. */
export function targetUri({ connections }: StackOutputs, to: Target): string {
  return to === 'any' ? connections.anyNode : connections[to];
}
