import { z } from 'zod';
import { HOST_ROLES, type HostConfig } from './host-config';

/** An IPv4 address that a machine may have on a network. */
export const MACHINE_ADDRESS = z.ipv4().refine((address) => !/^(0|127)\./.test(address));

const HOST = z.strictObject({
  docker: z.string().regex(/^(ssh|tcp|unix):\/\/.+/),
  certificates: z.string().min(1).optional(),
  address: MACHINE_ADDRESS,
  zone: z.string().min(1).optional(),
  roles: z
    .array(z.enum(HOST_ROLES))
    .min(1)
    .default([...HOST_ROLES]),
  state: z.enum(['active', 'draining', 'lost']).default('active'),
});

/** The key `hosts`: an object by the hosts' names becomes a list in the order in which they were named. */
export const HOSTS = {
  schema: z.record(z.string().regex(/^[a-z][a-z0-9]{0,14}$/), HOST).transform((hosts) =>
    Object.entries(hosts).map(([name, { zone = name, ...host }]): HostConfig => ({
      name,
      zone,
      ...host,
    })),
  ),
  allowed:
    'by names of at most 15 lower-case letters and digits: docker ("ssh://…", "tcp://…" or "unix://…") and address (IPv4); optional certificates (a folder), zone, roles (of data, etcd, ingress), state (active, draining or lost)',
} as const;
