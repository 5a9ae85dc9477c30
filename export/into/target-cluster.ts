import type { Client } from 'pg';
import { openOn, primaries } from '../../running/primary-sessions';
import { connect } from '../../sql/connect';
import type { Engine } from '../../topology/config/cluster-config';
import type { StackOutputs } from '../../topology/stack-outputs';
import { LONG_SESSION } from '../long-session';

/** Name of the import's sessions on the coordinator. */
export const IMPORTER = 'citus-cluster import';

/** The primary of a group. */
export interface TargetNode {
  readonly name: string;
  readonly group: number;
  /** Opens a superuser's session there, with the options of sessions that copy rows. */
  readonly open: () => Promise<Client>;
}

/** A cluster that is imported into. */
export interface TargetCluster {
  readonly stack: string;
  readonly engine: Engine;
  /** Whether it has workers. */
  readonly isSharded: boolean;
  /** The role that is to own what is imported. */
  readonly owner: string;
  /** The coordinator's first. */
  readonly nodes: readonly [TargetNode, ...TargetNode[]];
  /** Opens a session of the owner on the coordinator. */
  readonly openOwner: () => Promise<Client>;
}

/** A stack to import into. @throws UserError if a group of it has no primary that answers */
export async function stackTarget(outputs: StackOutputs): Promise<TargetCluster> {
  const { plan, connections } = outputs;
  const nodes = (await primaries(outputs)).map((node) => ({
    ...{ name: node.name, group: node.group },
    open: () => openOn(plan, node, LONG_SESSION, 0),
  }));
  const [coordinator, ...workers] = nodes;
  if (coordinator === undefined) throw new Error('the plan has no group');
  return {
    ...{ stack: plan.stack, engine: plan.engine, owner: plan.user },
    isSharded: workers.length > 0,
    nodes: [coordinator, ...workers],
    openOwner: () => connect(connections.write, IMPORTER),
  };
}
