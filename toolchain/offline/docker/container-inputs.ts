import type { Input, InputTable } from '../input-table';

/** An input whose change needs a new container. */
function fixed(input: Input): Input {
  return { ...input, replaces: true };
}

/** An input whose change needs a new container, and which Docker or the image fills in if absent. */
function inherited(input: Input): Input {
  return { ...input, replaces: true, computed: true };
}

/** A length of time as Go writes it, such as `30s` or `1m0s`. */
const DURATION: Input = { type: 'string', default: '0s' };
/** MiB */
const MEBIBYTES: Input = { type: 'number', minimum: 0 };
const TEXT: Input = { type: 'string' };

/**
 * The inputs of docker.Container that the cluster's containers have; any other is refused by name.
 * What replaces and what is updated in place follows the official provider's schema, but for
 * `healthcheck` and `init`: some of its versions take a change of these and leave the container as it
 * was; here they replace it.
 */
export const CONTAINER_INPUTS: InputTable = {
  command: inherited({ type: 'list' }),
  cpus: fixed({ type: 'string', pattern: /^\d+(\.\d+)?$/ }),
  destroyGraceSeconds: { type: 'number', minimum: 0 },
  dnsOpts: fixed({ type: 'set' }),
  envs: inherited({ type: 'set' }),
  healthcheck: inherited({
    type: 'object',
    fields: {
      tests: { type: 'list', required: true },
      interval: DURATION,
      timeout: DURATION,
      startPeriod: DURATION,
      startInterval: DURATION,
      retries: { type: 'number', minimum: 0, default: 0 },
    },
  }),
  hostname: inherited(TEXT),
  image: fixed({ type: 'string', required: true }),
  init: inherited({ type: 'boolean' }),
  labels: inherited({
    type: 'set',
    fields: {
      label: { type: 'string', required: true },
      value: { type: 'string', required: true },
    },
  }),
  logDriver: inherited(TEXT),
  logOpts: fixed({ type: 'map' }),
  memory: MEBIBYTES,
  memorySwap: { type: 'number', minimum: -1 },
  mustRun: { type: 'boolean', default: true },
  name: fixed(TEXT),
  networksAdvanced: fixed({
    type: 'set',
    fields: {
      name: { type: 'string', required: true },
      aliases: { type: 'set' },
    },
  }),
  ports: fixed({
    type: 'list',
    fields: {
      internal: { type: 'number', required: true, minimum: 1 },
      external: { type: 'number', computed: true, minimum: 0 },
      ip: { type: 'string', default: '0.0.0.0' },
    },
  }),
  restart: { type: 'string', default: 'no', pattern: /^(no|on-failure|always|unless-stopped)$/ },
  shmSize: inherited(MEBIBYTES),
  stopSignal: inherited(TEXT),
  stopTimeout: inherited({ type: 'number', minimum: 0 }),
  uploads: fixed({
    type: 'set',
    fields: {
      file: { type: 'string', required: true },
      content: TEXT,
      source: TEXT,
      sourceHash: TEXT,
      permissions: { type: 'string', pattern: /^0[0-7]{3}$/ },
    },
  }),
  user: fixed(TEXT),
  volumes: fixed({
    type: 'set',
    fields: {
      volumeName: { type: 'string', required: true },
      containerPath: { type: 'string', required: true },
    },
  }),
  wait: { type: 'boolean', default: false },
  waitTimeout: { type: 'number', default: 60, minimum: 0 },
};

/** Outputs of a container that only Docker knows. */
export const CONTAINER_OUTPUTS = ['networkDatas'] as const;

/** The inputs of a container with their defaults, as `withDefaults(CONTAINER_INPUTS)` leaves them. */
export interface ContainerInputs {
  command?: string[];
  cpus?: string;
  destroyGraceSeconds?: number;
  dnsOpts?: string[];
  envs?: string[];
  healthcheck?: {
    tests: string[];
    interval: string;
    timeout: string;
    startPeriod: string;
    startInterval: string;
    retries: number;
  };
  hostname?: string;
  image: string;
  init?: boolean;
  labels?: { label: string; value: string }[];
  logDriver?: string;
  logOpts?: Record<string, string>;
  /** MiB, as are memorySwap (-1: no limit) and shmSize */
  memory?: number;
  memorySwap?: number;
  mustRun: boolean;
  name: string;
  networksAdvanced?: { name: string; aliases?: string[] }[];
  ports?: { internal: number; external?: number; ip: string }[];
  restart: string;
  shmSize?: number;
  stopSignal?: string;
  /** seconds */
  stopTimeout?: number;
  uploads?: Upload[];
  user?: string;
  volumes?: { volumeName: string; containerPath: string }[];
  wait: boolean;
  /** seconds */
  waitTimeout: number;
}

/** One file put into a container before it starts. */
export interface Upload {
  /** absolute path in the container */
  file: string;
  content?: string;
  /** path of a file on this machine */
  source?: string;
  /** octal, such as `0600` */
  permissions?: string;
}
