import { z } from 'zod';
import { whole, type ConfigKey } from './config-key';

const MEMORY = { schema: whole(64, 1_048_576), allowed: 'MiB, a whole number from 64' } as const;
const CPUS = {
  schema: z
    .union([z.string().regex(/^(\d+(\.\d+)?)?$/), z.number().positive().transform(String)])
    .transform((text) => (text === '' ? undefined : canonicalCpus(Number(text)))),
  allowed: 'a number of CPUs such as "1.5", or empty',
} as const;

/** As the engine reads a limit back: any other spelling would show as drift. */
function canonicalCpus(cpus: number): string {
  return Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus);
}

/** Keys of what each part's container may use of its host. */
export const RESOURCE_KEYS = {
  'resources.coordinator.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each coordinator node, MiB',
    ...MEMORY,
  },
  'resources.coordinator.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each coordinator node, e.g. "1.5"; empty for none',
    ...CPUS,
  },
  'resources.worker.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each worker node, MiB',
    ...MEMORY,
  },
  'resources.worker.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each worker node; empty for none',
    ...CPUS,
  },
  'resources.etcd.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of each etcd member, MiB',
    ...MEMORY,
  },
  'resources.etcd.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each etcd member; empty for none',
    ...CPUS,
  },
  'resources.loadBalancer.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the load balancer, MiB',
    ...MEMORY,
  },
  'resources.loadBalancer.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the load balancer; empty for none',
    ...CPUS,
  },
  'resources.pooler.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the connection pooler, MiB',
    ...MEMORY,
  },
  'resources.pooler.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the connection pooler; empty for none',
    ...CPUS,
  },
  'resources.manager.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the manager, MiB',
    ...MEMORY,
  },
  'resources.manager.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the manager; empty for none',
    ...CPUS,
  },
  'resources.backup.memoryMiB': {
    type: 'integer',
    default: 256,
    description: "Memory limit of each repository's container, MiB",
    ...MEMORY,
  },
  'resources.backup.cpus': {
    type: 'string',
    default: '',
    description: "CPU limit of each repository's container; empty for none",
    ...CPUS,
  },
} as const satisfies Record<string, ConfigKey>;
