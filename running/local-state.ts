import { existsSync, readFileSync } from 'node:fs';
import type { StackOutputs } from '../topology/stack-outputs';

/** What a deployed stack exports in clear. */
export type Deployment = Pick<StackOutputs, 'plan' | 'endpoints' | 'caCertificate'>;

/** As much of a resource in a state as is read. */
export interface DeployedResource {
  readonly type: string;
  readonly outputs?: Partial<Deployment>;
}

const RECORD = 'citus-cluster:components:ClusterRecord';

/** As much of a checkpoint as holds a stack's outputs. */
interface Checkpoint {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly DeployedResource[];
    };
  };
}

/** What a state holds of a deployment, if it does. */
export function readLocalState(file: string | undefined): Deployment | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
  return deploymentIn(checkpoint?.latest?.resources ?? []);
}

/**
 * What a state's resources hold of a deployment, if they do. The plan is in a record of its own, with
 * the authorities to trust; earlier versions had it among the stack's outputs.
 */
export function deploymentIn(resources: readonly DeployedResource[]): Deployment | undefined {
  const outputs = resources
    .filter(({ type }) => type === 'pulumi:pulumi:Stack' || type === RECORD)
    .map(({ outputs }) => outputs);
  const { plan, caCertificate } = outputs.findLast((one) => one?.plan !== undefined) ?? {};
  const endpoints = outputs.find((one) => one?.endpoints !== undefined)?.endpoints;
  if (plan === undefined || endpoints === undefined) return undefined;
  return { plan, endpoints, ...(caCertificate !== undefined && { caCertificate }) };
}
