import type { Client } from 'pg';
import { forEachAtOnce } from './at-once';
import type { ClusterPlan, NodePlan } from '../topology/plan';
import { readAddedRoles } from './set-up/added-roles';
import { keepAuthentication, registrationReasons, stopPropagation } from './set-up/citus-engine';
import { keepConfiguration } from './set-up/dynamic-configuration';
import { keepForeignServers } from './set-up/foreign-servers';
import { groupReasons, type Observation } from './observe/observation';
import { Patroni } from './observe/patroni';
import {
  keepDatabase,
  keepExtensions,
  keepRoles,
  keepSchema,
  rolePlans,
  type RolePlan,
} from './set-up/roles';
import { keepOutputPlugins } from './set-up/output-plugins';
import type { RestartStep, RollingRestart } from './set-up/rolling-restart';
import type { Credentials } from './credentials';
import { withSession } from './sessions/sessions';
import { keepShardGuard } from './set-up/shard-guard';

/** What one round did, and what keeps the cluster from being set up; both empty at rest. */
export interface RoundResult {
  readonly changes: readonly string[];
  readonly reasons: readonly string[];
  /** Patroni has a new configuration, and finds out within a loop what needs a restart for it. */
  readonly configured?: boolean;
}

/** What every node's database has. */
const EXTENSIONS = ['postgis', 'pg_stat_statements'];

/** What the coordinator of foreign workers has besides. */
const COORDINATOR_EXTENSIONS = ['postgres_fdw', 'dblink'];

/**
 * One round of setting the cluster up: changes what differs from the plan and nothing else.
 *
 * @param restarts what restarted so far; undefined while nodes may not know yet that they need to
 * @param isActing whether this manager is still the acting one, asked before each change
 * @throws what PostgreSQL or Patroni answered; the next round tries again
 */
export async function reconcile(
  plan: ClusterPlan,
  credentials: Credentials,
  observation: Observation,
  restarts: RollingRestart | undefined,
  isActing: () => boolean = () => true,
): Promise<RoundResult> {
  const configured = (
    await forEachAtOnce(observation.groups, (group) => {
      mustAct(isActing);
      return keepConfiguration(plan, group, credentials);
    })
  ).flat();
  // One node a round, so that each is seen to be back before the next one goes.
  if (restarts !== undefined && configured.length === 0) {
    const { step, reasons } = restarts.next(plan, observation.groups);
    if (step !== undefined) {
      mustAct(isActing);
      const change = await takeStep(step, credentials);
      restarts.remember(observation.groups, step);
      return { changes: [change], reasons };
    }
    if (reasons.length > 0) return { changes: [], reasons };
  }

  const leaderless = observation.groups.filter(({ primary }) => primary === undefined);
  if (leaderless.length > 0) {
    return {
      configured: configured.length > 0,
      changes: configured,
      reasons: leaderless.flatMap(groupReasons),
    };
  }
  const result = await setUp(plan, credentials, observation, isActing);
  return {
    configured: configured.length > 0,
    changes: [...configured, ...result.changes],
    reasons: result.reasons,
  };
}

async function takeStep(step: RestartStep, credentials: Credentials): Promise<string> {
  const patroni = new Patroni(step.node, credentials);
  if (step.kind === 'restart') {
    await patroni.restartPending();
    return `restart of ${step.node.name}`;
  }
  await patroni.switchover(step.candidate);
  return `switchover from ${step.node.name} to ${step.candidate.name}`;
}

/**
 * The part of a round that goes through SQL: roles, database, extensions, and how nodes reach each
 * other. Every group has a primary.
 */
export async function setUp(
  plan: ClusterPlan,
  credentials: Credentials,
  observation: Observation,
  isActing: () => boolean = () => true,
): Promise<RoundResult> {
  const primaries = observation.groups.flatMap(({ primary }) => primary?.node ?? []);
  return plan.engine === 'citus'
    ? setUpCitus(plan, credentials, observation, primaries, isActing)
    : setUpNative(plan, credentials, primaries, isActing);
}

async function setUpCitus(
  plan: ClusterPlan,
  credentials: Credentials,
  observation: Observation,
  primaries: readonly NodePlan[],
  isActing: () => boolean,
): Promise<RoundResult> {
  const [coordinator, ...workers] = primaries;
  if (coordinator === undefined) return { changes: [], reasons: [] };
  let roles = rolePlans(plan, credentials);
  let reasons: string[] = [];
  const setUpNode = (node: NodePlan): Promise<string[]> =>
    withSession(node, credentials, plan.database, async (client) => {
      mustAct(isActing);
      if (node === coordinator) {
        // Roles and extensions made here reach the workers through Citus, and later workers too.
        reasons = await registrationReasons(client, observation);
        if (reasons.length > 0) return [];
        roles = [...roles, ...(await readAddedRoles(client, plan))];
      } else {
        await stopPropagation(client);
      }
      const shared = [
        ...(await keepRoles(client, roles)),
        ...(await keepExtensions(client, EXTENSIONS)),
      ];
      await stopPropagation(client);
      return at(node, [
        ...shared,
        ...(await keepDatabase(client, plan)),
        ...(await keepOutputPlugins(client, plan.database)),
        ...(await keepSchema(client, plan)),
        ...(await keepAuthentication(client, roles)),
      ]);
    });
  const changes = await setUpNode(coordinator);
  if (reasons.length > 0) return { changes, reasons };
  return { changes: [...changes, ...(await forEachAtOnce(workers, setUpNode)).flat()], reasons };
}

async function setUpNative(
  plan: ClusterPlan,
  credentials: Credentials,
  primaries: readonly NodePlan[],
  isActing: () => boolean,
): Promise<RoundResult> {
  const hasWorkers = primaries.length > 1;
  const roles = rolePlans(plan, credentials);
  let added: readonly RolePlan[] = [];
  const setUpNode = async (node: NodePlan): Promise<string[]> => {
    const run = <T>(database: string, work: (client: Client) => Promise<T>): Promise<T> =>
      withSession(node, credentials, database, (client) => {
        mustAct(isActing);
        return work(client);
      });
    const changes = await run('postgres', async (client) => [
      ...(await keepRoles(client, roles)),
      ...(await keepDatabase(client, plan)),
    ]);
    const coordinates = node.group === 0 && hasWorkers;
    const extensions = coordinates ? [...EXTENSIONS, ...COORDINATOR_EXTENSIONS] : EXTENSIONS;
    const inDatabase = await run(plan.database, async (client) => {
      const made = [
        ...(await keepSchema(client, plan)),
        ...(await keepExtensions(client, extensions)),
      ];
      if (!coordinates) return made;
      added = await readAddedRoles(client, plan);
      return [
        ...made,
        ...(await keepForeignServers(client, plan, [...roles, ...added], primaries)),
        ...(await keepShardGuard(client)),
      ];
    });
    return at(node, [...changes, ...inDatabase]);
  };
  const changes = await forEachAtOnce(primaries, setUpNode);
  for (const node of added.length > 0 ? primaries : []) {
    mustAct(isActing);
    const keep = (client: Client): Promise<string[]> => keepRoles(client, added);
    changes.push(at(node, await withSession(node, credentials, 'postgres', keep)));
  }
  return { changes: changes.flat(), reasons: [] };
}

/** What is under way in a session when another manager begins to act ends with the session. */
function mustAct(isActing: () => boolean): void {
  if (!isActing()) throw new Error('this manager does not act any more');
}

function at(node: NodePlan, changes: readonly string[]): string[] {
  return changes.map((change) => `${node.name}: ${change}`);
}
