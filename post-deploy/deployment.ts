import { UserError } from '../words/user-error';
import { withAuthorities } from '../running/trusted-authorities';
import type { ClusterPlan } from '../topology/plan';

/** What Pulumi hands to a post-deploy command by its environment. */
export interface Deployment {
  readonly plan: ClusterPlan;
  /** URI of the database's owner at the write endpoint; secret. */
  readonly connection: string;
  /** Certificates (PEM) of the authorities that the cluster trusts; undefined where all is in clear. */
  readonly caCertificate: string | undefined;
}

/**
 * Reads CLUSTER_PLAN (JSON), CLUSTER_CONNECTION (a libpq URI), and CLUSTER_AUTHORITIES (PEM) if it is
 * set.
 *
 * @throws UserError naming the variable that is missing
 */
export function deploymentFromEnvironment(env: NodeJS.ProcessEnv = process.env): Deployment {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new UserError(`${name} is not set`, '`npm run up` runs this with it');
    return value;
  };
  const plan = JSON.parse(required('CLUSTER_PLAN')) as ClusterPlan;
  const caCertificate = env['CLUSTER_AUTHORITIES'] || undefined;
  const uri = required('CLUSTER_CONNECTION');
  return { plan, connection: withAuthorities(uri, plan.stack, caCertificate), caCertificate };
}
