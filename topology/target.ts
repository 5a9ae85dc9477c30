import { Option } from 'commander';
import { UserError } from '../words/user-error';
import type { StackOutputs } from './stack-outputs';
import { uriOfEachHost } from './uri-hosts';

/** The ways into a cluster, as the command line names them. */
export const TARGETS = ['write', 'read', 'any', 'pooled'] as const;

/** One of {@link TARGETS}. */
export type Target = (typeof TARGETS)[number];

/** `--to write|read|any|pooled`. Default `write`. */
export function targetOption(): Option {
  return new Option('--to <endpoint>', 'endpoint to connect to')
    .choices(TARGETS)
    .default('write' satisfies Target);
}

/** The connection URI of an endpoint. Secret. */
export function targetUri({ connections }: StackOutputs, to: Target): string {
  return to === 'any' ? connections.anyNode : connections[to];
}

/**
 * The connection URI of an endpoint by way of the floating address. Secret.
 *
 * @throws UserError where the cluster has none
 */
export function floatingUri(outputs: StackOutputs, to: Target): string {
  const { floatingAddress, stack } = outputs.plan;
  if (floatingAddress === undefined) {
    throw new UserError(
      `stack "${stack}" has no floating address`,
      'set network.floatingAddress (docs/hosts.md), or leave out --floating',
    );
  }
  const [first] = uriOfEachHost(targetUri(outputs, to));
  first.hostname = floatingAddress.address;
  return first.href;
}

/** Where writes go, where this is where reads go: standbys take none. */
export function writeTarget(to: Target): Exclude<Target, 'read'> {
  return to === 'read' ? 'write' : to;
}

/**
 * Where to keep a session and its settings, where this is where the load goes: connections of the
 * pool are shared by the transaction.
 */
export function sessionTarget(to: Target): 'write' | 'any' {
  return to === 'any' ? 'any' : 'write';
}
