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
 * The inputs of docker.Container. What replaces and what is updated in place follows the official
 * provider's schema, but for `healthcheck`, `init` and `tmpfs`: some of its versions take a change of
 * these and leave the container as it was; here they replace it.
 */
export const CONTAINER_INPUTS: InputTable = {
  attach: { type: 'boolean', default: false },
  capabilities: fixed({
    type: 'object',
    fields: { adds: { type: 'set' }, drops: { type: 'set' } },
  }),
  command: inherited({ type: 'list' }),
  containerReadRefreshTimeoutMilliseconds: { type: 'number', default: 15_000 },
  cpuSet: { type: 'string', pattern: /^\d+([,-]\d+)*$/ },
  cpuShares: { type: 'number', minimum: 0 },
  cpus: fixed({ type: 'string', pattern: /^\d+(\.\d+)?$/ }),
  destroyGraceSeconds: { type: 'number', minimum: 0 },
  dns: fixed({ type: 'set' }),
  dnsOpts: fixed({ type: 'set' }),
  dnsSearches: fixed({ type: 'set' }),
  domainname: fixed(TEXT),
  entrypoints: inherited({ type: 'list' }),
  envs: inherited({ type: 'set' }),
  groupAdds: fixed({ type: 'set' }),
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
  hosts: fixed({
    type: 'set',
    fields: { host: { type: 'string', required: true }, ip: { type: 'string', required: true } },
  }),
  image: fixed({ type: 'string', required: true }),
  init: inherited({ type: 'boolean' }),
  ipcMode: inherited(TEXT),
  labels: inherited({
    type: 'set',
    fields: {
      label: { type: 'string', required: true },
      value: { type: 'string', required: true },
    },
  }),
  logDriver: inherited(TEXT),
  logOpts: fixed({ type: 'map' }),
  logs: { type: 'boolean', default: false },
  maxRetryCount: { type: 'number', minimum: 0 },
  memory: MEBIBYTES,
  memoryReservation: MEBIBYTES,
  memorySwap: { type: 'number', minimum: -1 },
  mustRun: { type: 'boolean', default: true },
  name: fixed(TEXT),
  networkMode: fixed({ type: 'string', default: 'bridge' }),
  networksAdvanced: fixed({
    type: 'set',
    fields: {
      name: { type: 'string', required: true },
      aliases: { type: 'set' },
      ipv4Address: TEXT,
      ipv6Address: TEXT,
    },
  }),
  pidMode: fixed(TEXT),
  platform: inherited(TEXT),
  ports: fixed({
    type: 'list',
    fields: {
      internal: { type: 'number', required: true, minimum: 1 },
      external: { type: 'number', computed: true, minimum: 0 },
      ip: { type: 'string', default: '0.0.0.0' },
      protocol: { type: 'string', default: 'tcp' },
    },
  }),
  privileged: fixed({ type: 'boolean' }),
  publishAllPorts: fixed({ type: 'boolean' }),
  readOnly: fixed({ type: 'boolean', default: false }),
  removeVolumes: { type: 'boolean', default: true },
  restart: { type: 'string', default: 'no', pattern: /^(no|on-failure|always|unless-stopped)$/ },
  rm: { type: 'boolean', default: false },
  runtime: inherited(TEXT),
  securityOpts: inherited({ type: 'set' }),
  shmSize: inherited(MEBIBYTES),
  start: { type: 'boolean', default: true },
  stdinOpen: fixed({ type: 'boolean', default: false }),
  stopSignal: inherited(TEXT),
  stopTimeout: inherited({ type: 'number', minimum: 0 }),
  sysctls: fixed({ type: 'map' }),
  tmpfs: fixed({ type: 'map' }),
  tty: fixed({ type: 'boolean', default: false }),
  ulimits: fixed({
    type: 'set',
    fields: {
      name: { type: 'string', required: true },
      soft: { type: 'number', required: true },
      hard: { type: 'number', required: true },
    },
  }),
  uploads: fixed({
    type: 'set',
    fields: {
      file: { type: 'string', required: true },
      content: TEXT,
      contentBase64: TEXT,
      source: TEXT,
      sourceHash: TEXT,
      executable: { type: 'boolean', default: false },
      permissions: { type: 'string', pattern: /^0[0-7]{3}$/ },
      owner: { type: 'string', pattern: /^\d+$/ },
      group: { type: 'string', pattern: /^\d+$/ },
    },
  }),
  user: fixed(TEXT),
  usernsMode: fixed(TEXT),
  volumes: fixed({
    type: 'set',
    fields: {
      volumeName: TEXT,
      containerPath: TEXT,
      hostPath: { type: 'string', pattern: /^\// },
      fromContainer: TEXT,
      readOnly: { type: 'boolean' },
    },
  }),
  wait: { type: 'boolean', default: false },
  waitTimeout: { type: 'number', default: 60, minimum: 0 },
  workingDir: fixed(TEXT),
};

/** Outputs of a container that only Docker knows. */
export const CONTAINER_OUTPUTS = ['bridge', 'containerLogs', 'exitCode', 'networkDatas'] as const;

/** The inputs of a container with their defaults, as `withDefaults(CONTAINER_INPUTS)` leaves them. */
export interface ContainerInputs {
  attach: boolean;
  capabilities?: { adds?: string[]; drops?: string[] };
  command?: string[];
  cpuSet?: string;
  cpuShares?: number;
  cpus?: string;
  destroyGraceSeconds?: number;
  dns?: string[];
  dnsOpts?: string[];
  dnsSearches?: string[];
  domainname?: string;
  entrypoints?: string[];
  envs?: string[];
  groupAdds?: string[];
  healthcheck?: {
    tests: string[];
    interval: string;
    timeout: string;
    startPeriod: string;
    startInterval: string;
    retries: number;
  };
  hostname?: string;
  hosts?: { host: string; ip: string }[];
  image: string;
  init?: boolean;
  ipcMode?: string;
  labels?: { label: string; value: string }[];
  logDriver?: string;
  logOpts?: Record<string, string>;
  logs: boolean;
  maxRetryCount?: number;
  /** MiB, as are memoryReservation, memorySwap (-1: no limit) and shmSize */
  memory?: number;
  memoryReservation?: number;
  memorySwap?: number;
  mustRun: boolean;
  name: string;
  networkMode: string;
  networksAdvanced?: {
    name: string;
    aliases?: string[];
    ipv4Address?: string;
    ipv6Address?: string;
  }[];
  pidMode?: string;
  platform?: string;
  ports?: { internal: number; external?: number; ip: string; protocol: string }[];
  privileged?: boolean;
  publishAllPorts?: boolean;
  readOnly: boolean;
  removeVolumes: boolean;
  restart: string;
  rm: boolean;
  runtime?: string;
  securityOpts?: string[];
  shmSize?: number;
  start: boolean;
  stdinOpen: boolean;
  stopSignal?: string;
  /** seconds */
  stopTimeout?: number;
  sysctls?: Record<string, string>;
  tmpfs?: Record<string, string>;
  tty: boolean;
  ulimits?: { name: string; soft: number; hard: number }[];
  uploads?: Upload[];
  user?: string;
  usernsMode?: string;
  volumes?: {
    volumeName?: string;
    containerPath?: string;
    hostPath?: string;
    fromContainer?: string;
    readOnly?: boolean;
  }[];
  wait: boolean;
  /** seconds */
  waitTimeout: number;
  workingDir?: string;
}

/** One file put into a container before it starts. */
export interface Upload {
  /** absolute path in the container */
  file: string;
  content?: string;
  contentBase64?: string;
  /** path of a file on this machine */
  source?: string;
  executable: boolean;
  /** octal, such as `0600` */
  permissions?: string;
  /** numeric user and group id */
  owner?: string;
  group?: string;
}
