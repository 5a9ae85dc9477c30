import { mustRun } from './must-run';

/** Chains of the bridge: from port to port, from a port to the machine, from the machine to a port. */
const CHAINS = ['FORWARD', 'INPUT', 'OUTPUT'] as const;

/**
 * Has the bridge swallow what goes from one address to another: neither side is told, as where a
 * router between them is gone. Ethernet addresses are still found.
 */
export async function swallow(from: string, to: string): Promise<void> {
  const rule = ['-p', 'IPv4', '--ip-src', from, '--ip-dst', to, '-j', 'DROP'];
  for (const chain of CHAINS) await ebtables('-I', chain, ...rule);
}

/** Has the bridge pass on again all that it swallowed of the addresses for which that is asked. */
export async function passOn(isMeant: (address: string) => boolean): Promise<void> {
  for (const chain of CHAINS) {
    const lines = (await ebtables('-L', chain)).split('\n').map((line) => line.trim());
    for (const line of lines) {
      const [, from, to] = /--ip-src (\S+) --ip-dst (\S+)/.exec(line) ?? [];
      if (from === undefined || to === undefined || !(isMeant(from) || isMeant(to))) continue;
      await ebtables('-D', chain, ...line.split(/\s+/));
    }
  }
}

function ebtables(...args: readonly string[]): Promise<string> {
  return mustRun('ebtables', ['--concurrent', ...args]);
}
