import { z } from 'zod';
import { HOSTS, MACHINE_ADDRESS } from '../hosts/hosts-schema';
import { whole, type ConfigKey } from './config-key';

const PORT = { schema: whole(1, 65_535), allowed: 'a port from 1 to 65535' } as const;

/** Keys of the ports that the cluster is reached at, and of the hosts that it stands on. */
export const NETWORK_KEYS = {
  'ports.write': {
    type: 'integer',
    default: 5432,
    description: 'Host port of the coordinator primary',
    ...PORT,
  },
  'ports.read': {
    type: 'integer',
    default: 5433,
    description: 'Host port of the coordinator standby, falling back to the primary',
    ...PORT,
  },
  'ports.anyNode': {
    type: 'integer',
    default: 5434,
    description: 'Host port of any node that answers queries',
    ...PORT,
  },
  'ports.pooled': {
    type: 'integer',
    default: 5435,
    description: 'Host port of the coordinator primary by way of a pool of connections',
    ...PORT,
  },
  'ports.stats': {
    type: 'integer',
    default: 7000,
    description: "Host port of the load balancer's statistics page",
    ...PORT,
  },
  'ports.manager': {
    type: 'integer',
    default: 7001,
    description: 'Host port of the manager',
    ...PORT,
  },
  'ports.coordinators': {
    type: 'integer',
    default: 0,
    description:
      'First of the consecutive host ports that reach each coordinator directly; 0 publishes none',
    schema: whole(0, 65_534),
    allowed: 'a port from 1 to 65534, or 0',
  },
  bindAddress: {
    type: 'string',
    default: '127.0.0.1',
    description: 'Host address (IPv4) that published ports bind to',
    schema: z.ipv4(),
    allowed: 'an IPv4 address of this host, e.g. 127.0.0.1',
  },
  hosts: {
    type: 'object',
    default: {},
    description:
      'Docker hosts to spread the cluster over, by short names: docker, address and, as needed, certificates, zone, roles, state; empty for one host',
    ...HOSTS,
  },
  'network.basePort': {
    type: 'integer',
    default: 20_000,
    description: 'First of the ports that nodes listen at on each host, where there are several',
    schema: whole(1024, 32_400),
    allowed: 'a port from 1024 to 32400, so that all are below those that outgoing connections get',
  },
  'network.floatingAddress': {
    type: 'string',
    default: '',
    description:
      "IPv4 address, no machine's own, that one of the hosts with a way in has, and another once that one is lost; empty for none",
    schema: z
      .union([z.literal(''), MACHINE_ADDRESS])
      .transform((address) => (address === '' ? undefined : address)),
    allowed: "an IPv4 address of the hosts' network without its prefix, e.g. 10.0.0.100, or empty",
  },
  'network.routerId': {
    type: 'integer',
    default: 51,
    description:
      'Number of the floating address among those of the same hosts: the virtual router id of VRRP',
    schema: whole(1, 255),
    allowed: 'a whole number from 1 to 255',
  },
} as const satisfies Record<string, ConfigKey>;
