import * as docker from '@pulumi/docker';
import { CitusCluster, type CitusClusterArgs } from 'citus-cluster';

const engine = new docker.Provider('engine', { host: process.env.DOCKER_HOST });

/** A coordinator and one worker, small enough to stand beside another. */
const small: CitusClusterArgs = {
  engine: 'native',
  coordinators: 1,
  workers: { count: 1, standbys: 0 },
  etcd: { members: 1 },
  dataset: { rows: 1000 },
};
const ports = (first: number): CitusClusterArgs['ports'] =>
  Object.fromEntries(
    ['write', 'read', 'anyNode', 'pooled', 'stats', 'manager'].map((name, i) => [name, first + i]),
  );

const orders = new CitusCluster('orders', { ...small, ports: ports(15200) }, { provider: engine });
const tracks = new CitusCluster('tracks', { ...small, ports: ports(15210) }, { provider: engine });

export const uris = { orders: orders.connections.write, tracks: tracks.connections.write };
export const authorities = { orders: orders.caCertificate, tracks: tracks.caCertificate };
