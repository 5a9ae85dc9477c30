import { managerAuthorities } from '../running/certificates/manager-authorities';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { UserError } from '../words/user-error';
import { withAuthorities } from '../running/certificates/trusted-authorities';
import type { ClusterPlan } from '../topology/plan';

/** The environment variable that has a first deployment load no rows of the data set. */
export const WITHOUT_DATASET_VARIABLE = 'CITUS_CLUSTER_WITHOUT_DATASET';

/** What Pulumi hands to a post-deploy command by its environment. */
export interface Deployment {
  readonly plan: ClusterPlan;
  /** URI of the database's owner at the write endpoint; secret. */
  readonly connection: string;
  /** Certificates (PEM) of the authorities that the cluster trusts; undefined where all is in clear. */
  readonly caCertificate: string | undefined;
}

/**
 * Reads CLUSTER_PLAN (JSON) and CLUSTER_CONNECTION (a libpq URI). Whom to trust is asked of the engine: an
 * input that changes would run the commands again.
 *
 * @throws UserError naming the variable that is missing
 */
export async function deploymentFromEnvironment(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Deployment> {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new UserError(`${name} is not set`, '`npm run up` runs this with it');
    return value;
  };
  const plan = JSON.parse(required('CLUSTER_PLAN')) as ClusterPlan;
  const caCertificate = await managerAuthorities(clusterDocker(plan), plan);
  const uri = required('CLUSTER_CONNECTION');
  return { plan, connection: withAuthorities(uri, plan.stack, caCertificate), caCertificate };
}
