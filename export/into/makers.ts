import type { Client } from 'pg';
import { closeSession } from '../../manager/sessions/sessions';
import type { TargetCluster, TargetNode } from './target-cluster';

/** A node that things are made on, and the sessions for it. */
export interface Maker {
  /** `coordinator`, or the name of a worker's primary. */
  readonly node: string;
  readonly group: number;
  readonly owner: Client;
  readonly superuser: Client;
}

/** The coordinator's first. */
export type Makers = readonly [Maker, ...Maker[]];

/** Opens sessions to make things by on all nodes. */
export async function openMakers(cluster: TargetCluster): Promise<Makers> {
  const [coordinator, ...workers] = cluster.nodes;
  const makers: [Maker, ...Maker[]] = [
    await openMaker('coordinator', coordinator, cluster.openOwner),
  ];
  for (const node of workers) {
    const asOwner = async (): Promise<Client> => {
      const client = await node.open();
      await client.query(`SET SESSION AUTHORIZATION ${cluster.owner}`);
      return client;
    };
    makers.push(await openMaker(node.name, node, asOwner));
  }
  return makers;
}

async function openMaker(
  node: string,
  { group, open }: TargetNode,
  openOwner: () => Promise<Client>,
): Promise<Maker> {
  const superuser = await open();
  const owner = await openOwner();
  await owner.query('SET check_function_bodies = off; SET statement_timeout = 0');
  return { node, group, owner, superuser };
}

/** Closes the sessions of all makers. */
export async function closeMakers(makers: Makers): Promise<void> {
  await Promise.all(
    makers.flatMap(({ owner, superuser }) => [closeSession(owner), closeSession(superuser)]),
  );
}
