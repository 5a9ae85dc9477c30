import { UserError } from '../../words/user-error';
import { factsOf, type FaultName } from './fault';
import type { StackContainers } from './stack-containers';
import { runHostCommand } from './host-command';

/** How hosts are broken and made whole. */
export interface HostTools {
  /** Breaks a host; resolves once it is broken. */
  breakHost(fault: FaultName, host: string): Promise<void>;
  /** Undoes it. */
  mendHost(fault: FaultName, host: string): Promise<void>;
}

/** The environment variable that names the program that breaks hosts. */
export const HOST_COMMAND_VARIABLE = 'CITUS_CLUSTER_HOST_COMMAND';

/** What {@link HostTools} by a program call it with to break a host, and to mend it. */
const WORDS: Partial<Record<FaultName, readonly [breaks: string, mends: string, ...string[]]>> = {
  'kill-host': ['kill', 'start'],
  'pause-host': ['pause', 'resume'],
  'partition-host': ['partition', 'heal'],
  'partition-host-in': ['partition', 'heal', '--one-way', 'in'],
  'partition-host-out': ['partition', 'heal', '--one-way', 'out'],
  'slow-host': ['slow', 'fast', '--delay', '100', '--loss', '2'],
};

/**
 * Breaks hosts by a program of the operator's, called as `COMMAND VERB HOST [options]` by a shell.
 *
 * @param command e.g. `./break-host.sh`
 */
export function hostToolsByCommand(command: string): HostTools {
  const wordsOf = (fault: FaultName) => {
    const words = WORDS[fault];
    if (words === undefined) throw new Error(`${fault} breaks no host`);
    return words;
  };
  return {
    breakHost: async (fault, host) => {
      const [verb, , ...options] = wordsOf(fault);
      await runHostCommand(command, [verb, host, ...options]);
    },
    mendHost: async (fault, host) => {
      await runHostCommand(command, [wordsOf(fault)[1], host]);
    },
  };
}

/** Breaks hosts by their engines: as far as the stack goes, by all of its containers there at once. */
export function hostToolsByEngine(containers: StackContainers): HostTools {
  return {
    breakHost: async (fault, host) => {
      const act = fault === 'kill-host' ? 'kill' : 'pause';
      await Promise.all(containers.namesOn(host).map((name) => containers[act](name)));
    },
    mendHost: (_, host) => containers.makeAllWhole(containers.namesOn(host)),
  };
}

/** Whether a fault can be done with that program, or without one. */
export function isPossible(fault: FaultName, command: string | undefined): boolean {
  return command !== undefined || factsOf(fault).byCommand !== true;
}

/** @throws UserError where a fault needs a program of the operator's and there is none */
export function requireHostCommand(fault: FaultName, command: string | undefined): void {
  if (isPossible(fault, command)) return;
  throw new UserError(
    `${fault} needs a program that does it to the host: an engine can't`,
    'name it with --host-command (docs/chaos.md has one for ssh)',
  );
}
