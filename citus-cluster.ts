/** What other Pulumi programs import: `import { CitusCluster } from 'citus-cluster'`. */
export { CitusCluster } from './components/citus-cluster';
export type { CitusClusterArgs, ResourceArgs } from './components/citus-cluster-args';
export type { Endpoint, Endpoints } from './topology/endpoints';
