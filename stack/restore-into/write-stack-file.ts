import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { stringify } from 'yaml';
import { listStacks, stackFile } from '../../toolchain/pulumi/stack-files';
import { CONFIG_NAMESPACE } from '../../topology/config/config-namespace';
import { loadConfig } from '../load-config';
import { portsFrom, type StackPorts } from './new-stack-config';

/** Where ports of new stacks begin, and from one try to the next. */
const FIRST_PORT = 5500;
const STEP = 10;

/** Whether a stack has a configuration file. */
export function hasStackFile(stack: string): boolean {
  return existsSync(stackFile(stack));
}

/** Writes the configuration file of a new stack. */
export function writeStackFile(
  stack: string,
  config: Readonly<Record<string, unknown>>,
  why: string,
): void {
  const named = Object.entries(config).map(([key, value]) => [`${CONFIG_NAMESPACE}:${key}`, value]);
  const text = stringify({ config: Object.fromEntries(named) as unknown });
  writeFileSync(stackFile(stack), `# ${why}\n${text}`);
}

/** Ports that nobody listens at on this machine, and that no other stack's file names. */
export async function freePorts(): Promise<StackPorts> {
  const taken = new Set(listStacks().flatMap(portsOf));
  for (let first = FIRST_PORT; ; first += STEP) {
    const ports = portsFrom(first);
    const all = Object.values(ports);
    if (all.some((port) => taken.has(port))) continue;
    const free = await Promise.all(all.map(isFree));
    if (free.every(Boolean)) return ports;
  }
}

/** Of a file that is not valid, none. */
function portsOf(stack: string): number[] {
  try {
    return Object.values(loadConfig(stack).ports).flat();
  } catch {
    return [];
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host: '0.0.0.0', port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
