import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';

/** What Pulumi hands to a post-deploy command by its environment. */
export interface Deployment {
  readonly plan: ClusterPlan;
  /** URI of the database's owner at the write endpoint; secret. */
  readonly connection: string;
}

/**
 * Reads CLUSTER_PLAN (JSON) and CLUSTER_CONNECTION (a libpq URI).
 *
 * @throws UserError naming the variable that is missing
 */
export function deploymentFromEnvironment(env: NodeJS.ProcessEnv = process.env): Deployment {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new UserError(`${name} is not set`, '`npm run up` runs this with it');
    return value;
  };
  return {
    plan: JSON.parse(required('CLUSTER_PLAN')) as ClusterPlan,
    connection: required('CLUSTER_CONNECTION'),
  };
}
