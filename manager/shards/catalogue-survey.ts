import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { forEachAtOnce } from '../at-once';
import { registrationReasons } from '../set-up/citus-engine';
import { KeptSessions } from '../sessions/kept-sessions';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import { checkPlacements, type PlacementCheck, type Survey } from './placement-check';
import {
  placementsByGroup,
  readFacts,
  readHeld,
  SHOW_SHARDS,
  type CatalogueFacts,
  type HeldShards,
} from './placements';
import { estimatedRows, shardHolders, type GroupRows } from './rows';
import type { Credentials } from '../credentials';
import { tickSteadily } from '../steady-ticks';

/** Between two looks at the catalogues of a cluster at rest, ms. */
const SURVEY_MS = 5000;

/** Between two looks while something is wrong or has changed, ms. */
const TICK_MS = 1000;

/** A status waits this long for what is being read, ms: a node that hangs is no reason to be slow. */
const REFRESH_LIMIT_MS = 300;

/** Longest wait for one answer, ms. */
const ANSWER_LIMIT_MS = 3000;

/** What was seen this long ago is no longer told as what is, ms. */
const STALE_MS = 20_000;

/**
 * Compares in the background what the catalogue says of the shards with what the nodes hold. It
 * reads catalogues alone, in sessions that stay open, so that looking costs a cluster nothing.
 */
export class CatalogueSurvey {
  private readonly sessions: KeptSessions;
  private survey: Survey | undefined;
  private at = Date.now();
  private signature = '';
  private found: PlacementCheck = { reasons: [], lostShards: 0 };
  private registration: readonly string[] = [];
  private estimates: readonly GroupRows[] = [];
  private failure: string | undefined;
  private reading: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly plan: ClusterPlan,
    credentials: Credentials,
    private readonly look: () => Promise<Observation>,
  ) {
    this.sessions = new KeptSessions({
      credentials,
      database: plan.database,
      answerLimitMs: ANSWER_LIMIT_MS,
      start: SHOW_SHARDS[plan.engine],
    });
  }

  /** Why a query may not find its rows, one line a node; empty when all is as it should be. */
  get reasons(): readonly string[] {
    const { at, failure } = this;
    const blind = Date.now() - at > STALE_MS && failure !== undefined;
    return [
      ...this.found.reasons,
      ...this.registration,
      ...(blind ? [`where the shards are can't be read: ${failure}`] : []),
    ];
  }

  /** Shards whose rows can't be read. */
  get lostShards(): number {
    return this.found.lostShards;
  }

  /** Shards and rows of the data set's table by group, estimated. */
  get rows(): readonly GroupRows[] {
    return this.estimates;
  }

  /** What is no fault, but should be known. */
  get notices(): readonly string[] {
    return (this.survey?.facts.unlogged ?? []).map(
      (table) => `table ${table} is unlogged: each change of primary empties it`,
    );
  }

  /** Looks again, for who asks what is so now; what is a second old is new enough. */
  async refresh(): Promise<void> {
    if (Date.now() - this.at < TICK_MS) return;
    await Promise.race([this.read(), pause(REFRESH_LIMIT_MS, undefined, { ref: false })]);
  }

  /** Looks until {@link stop}. */
  async run(): Promise<void> {
    await tickSteadily({
      everyMs: TICK_MS,
      heldUpMs: Infinity,
      tick: () =>
        this.tick().catch((error: unknown) => {
          this.explain(String(error));
        }),
      onHeldUp: () => undefined,
      isStopping: () => this.stopping,
    });
    this.sessions.keepOnly([]);
  }

  /** Ends the loop after the look under way. */
  stop(): void {
    this.stopping = true;
  }

  private async tick(): Promise<void> {
    const signature = primariesOf(await this.look());
    const isQuiet = signature === this.signature && this.reasons.length === 0;
    if (!isQuiet || Date.now() - this.at >= SURVEY_MS) await this.read();
  }

  /** One reading at a time; those who want one meanwhile share it. */
  private read(): Promise<void> {
    this.reading ??= this.readAll()
      .catch((error: unknown) => {
        this.explain(String(error));
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    const observation = await this.look();
    const coordinator = observation.groups[0]?.primary?.node;
    // That it has none is told by those who watch the groups.
    if (coordinator === undefined) return;
    const primaries = observation.groups.flatMap(({ primary }) => primary?.node ?? []);
    this.sessions.keepOnly(primaries);
    const [facts, registration] = await this.sessions.ask(coordinator, async (client) => [
      await readFacts(client, this.plan.engine),
      this.plan.engine === 'citus' ? await registrationReasons(client, observation) : [],
    ]);
    const survey = { facts, held: await this.askHolders(facts, primaries) };
    this.found = checkPlacements(this.plan, survey, this.survey);
    this.registration = registration;
    this.estimates = estimatedRows(survey, shardHolders(observation), this.estimates);
    this.survey = survey;
    this.signature = primariesOf(observation);
    this.at = Date.now();
    if (survey.held.size === primaries.length) this.failure = undefined;
  }

  /** What each primary holds of what is placed there; those that do not answer are left out. */
  private async askHolders(
    { placements }: CatalogueFacts,
    primaries: readonly NodePlan[],
  ): Promise<Map<number, HeldShards>> {
    const held = new Map<number, HeldShards>();
    const byGroup = placementsByGroup(placements);
    await forEachAtOnce(primaries, async (node) => {
      try {
        const names = (byGroup.get(node.group) ?? []).map(({ shard }) => shard);
        const read = (client: Client): Promise<HeldShards> => readHeld(client, names);
        held.set(node.group, names.length === 0 ? new Map() : await this.sessions.ask(node, read));
      } catch (error) {
        this.explain(`${node.name}: ${String(error)}`);
      }
    });
    return held;
  }

  /** Logs why nothing is known, once a reason. */
  private explain(failure: string): void {
    if (failure !== this.failure) log('warn', 'a catalogue could not be read', { failure });
    this.failure = failure;
  }
}

/** Changes whenever a primary does. */
function primariesOf({ groups }: Observation): string {
  return groups.map(({ primary }) => primary?.node.name).join();
}
