import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ExistingNode } from '../topology/change/existing-cluster';
import type { Removals } from '../topology/change/removals';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ClusterPlan } from '../topology/plan';
import { askNode } from './existing/ask-node';
import type { HeldChange } from './hold-change';
import { handOver } from './switch-over';

/** Longest time from a switchover to a primary that takes writes, ms. */
const PRIMARY_LIMIT_MS = 60_000;

/** How long what moves left on a group may be in use, ms. */
const CLEAN_UP_LIMIT_MS = 60_000;

/** Between two questions, ms. */
const POLL_MS = 200;

/**
 * Does what the nodes need that are to go, before Pulumi removes their containers and volumes: empty
 * groups leave the catalogue and the consensus store, primaries hand over. Can be run again after
 * any of its steps.
 *
 * @param tell called with each step that is done
 * @throws UserError if a step fails
 */
export async function carryOut(
  plan: ClusterPlan,
  { existing, removals }: HeldChange,
  docker: Docker,
  tell: (text: string) => void,
): Promise<void> {
  const coordinator = existing?.nodes.find(({ group, role }) => group === 0 && role === 'primary');
  // The highest first, so that one that fails leaves no gap in the numbers.
  for (const leaving of [...removals.groups].reverse()) {
    try {
      await removeGroup(plan, docker, coordinator, leaving);
    } catch (error) {
      throw new UserError(
        `worker-${leaving.group} was not removed: ${(error as Error).message}`,
        `nothing is lost; \`npm run up -- --stack ${plan.stack}\` tries again`,
      );
    }
    tell(`worker-${leaving.group} is out of the catalogue and of the consensus store`);
  }
  for (const { from, to } of removals.handovers) {
    if (to.container === undefined) continue;
    try {
      await handOver(docker, plan, from.name, to.name);
      await awaitPrimary(docker, to.container);
    } catch (error) {
      throw new UserError(
        `${from.name} did not hand over to ${to.name}: ${(error as Error).message}`,
        `nothing was removed; \`npm run status -- --stack ${plan.stack}\` says what the group lacks`,
      );
    }
    tell(`${from.name} handed over to ${to.name}`);
  }
}

/**
 * The group is asked once more whether it is empty, in the transaction that forgets it: with several
 * placements a shard Citus itself refuses to forget the last one alone. Patroni may have told it of the
 * node again until its containers are gone, so that it is told twice.
 */
async function removeGroup(
  plan: ClusterPlan,
  docker: Docker,
  coordinator: ExistingNode | undefined,
  { group, nodes }: Removals['groups'][number],
): Promise<void> {
  if (coordinator?.container === undefined) throw new Error('no coordinator is at work as primary');
  const { container } = coordinator;
  const ask = (...sql: string[]): Promise<string> =>
    askNode(docker, container, sql, { database: plan.database });
  const forget = (): Promise<string> => ask(FORGET[plan.engine](group));
  if (plan.engine === 'citus') await cleanUp(ask, group);
  await forget();
  await Promise.all(nodes.map((node) => stop(docker, node)));
  await forget();
  await forgetScope(plan, docker, group);
}

/**
 * Has nothing new placed on a group, and Citus remove what moves left there: what it is to remove on a
 * group that is gone would be in its way for ever.
 */
async function cleanUp(ask: (...sql: string[]) => Promise<string>, group: number): Promise<void> {
  await ask(
    `SELECT citus_set_node_property(nodename, nodeport, 'shouldhaveshards', false) FROM pg_dist_node
     WHERE groupid = ${group} AND noderole = 'primary' AND shouldhaveshards`,
  );
  const deadline = Date.now() + CLEAN_UP_LIMIT_MS;
  for (;;) {
    const left = await ask(`SELECT count(*) FROM pg_dist_cleanup WHERE node_group_id = ${group}`);
    if (left === '0') return;
    if (Date.now() > deadline) {
      throw new Error(`${left} things that moves left there are in use and could not be removed`);
    }
    await ask('CALL citus_cleanup_orphaned_resources()', 'SELECT pg_sleep(0.2)');
  }
}

/** Statements that take a worker group out of the coordinator's catalogue, if it is there. */
const FORGET: Readonly<Record<ClusterPlan['engine'], (group: number) => string>> = {
  citus: (group) => `
    DO $$
    DECLARE
      held text;
    BEGIN
      SELECT string_agg(DISTINCT p.logicalrelid::text, ', ') INTO held
      FROM pg_dist_placement l JOIN pg_dist_shard s USING (shardid) JOIN pg_dist_partition p USING (logicalrelid)
      WHERE l.groupid = ${group} AND p.repmodel <> 't';
      IF held IS NOT NULL THEN
        RAISE EXCEPTION 'it holds shards of %', held;
      END IF;
      PERFORM citus_remove_node(nodename, nodeport) FROM
        (SELECT * FROM pg_dist_node WHERE groupid = ${group} ORDER BY noderole = 'primary') nodes;
    END
    $$`,
  native: (group) => `
    DO $$
    DECLARE
      mapping record;
    BEGIN
      FOR mapping IN SELECT * FROM pg_user_mappings WHERE srvname = 'worker_${group}' LOOP
        EXECUTE format('DROP USER MAPPING FOR %s SERVER worker_${group}',
          CASE WHEN mapping.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(mapping.usename) END);
      END LOOP;
      DROP SERVER IF EXISTS worker_${group};
    END
    $$`,
};

async function stop(docker: Docker, { container }: ExistingNode): Promise<void> {
  if (container === undefined) return;
  await docker
    .getContainer(container)
    .stop()
    .catch((error: { statusCode?: number }) => {
      // Docker answers 304 where it has ended already.
      if (error.statusCode !== 304) throw error;
    });
}

/** Removes what Patroni keeps of a group: a later one of its number would wait for its members. */
async function forgetScope(plan: ClusterPlan, docker: Docker, group: number): Promise<void> {
  const scope = plan.engine === 'citus' ? `${plan.stack}/${group}` : `${plan.stack}-${group}`;
  const command = ['etcdctl', 'del', '--prefix', `/service/${scope}/`];
  for (const member of plan.etcd) {
    const { code } = await execInContainer(docker.getContainer(member.container), command).catch(
      () => ({ code: -1 }),
    );
    if (code === 0) return;
  }
  throw new Error('no member of the consensus store takes the removal of its keys');
}

async function awaitPrimary(docker: Docker, container: string): Promise<void> {
  const deadline = Date.now() + PRIMARY_LIMIT_MS;
  for (;;) {
    const answer = await askNode(docker, container, ['SELECT pg_is_in_recovery()']).catch(String);
    if (answer === 'f') return;
    if (Date.now() > deadline) throw new Error('it is not primary after 60 s');
    await sleep(POLL_MS);
  }
}
