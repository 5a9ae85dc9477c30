import { CitusCluster } from './components/citus-cluster';
import { configuredArgs } from './stack/read-config';

/** The Pulumi program: a stack's configuration in, a cluster and its outputs out. */
const cluster = new CitusCluster('cluster', configuredArgs());

export const { endpoints, connections, monitorConnection, caCertificate } = cluster;
