/** A worker as it is now: what its probes say, and what the coordinator's catalogue says. */
export interface WorkerView {
  readonly group: number;
  /** Name and port of its primary in the catalogue. */
  readonly name: string;
  readonly port: number;
  /** Whether Citus uses it. */
  readonly active: boolean;
  /** Whether shards may be placed there: false of a worker that is to be empty. */
  readonly takesShards: boolean;
  /** Nothing answers there, for long enough. */
  readonly lost: boolean;
  /** A primary runs there and has answered SQL for a while. */
  readonly settled: boolean;
}

/** A shard and the shards that are placed with it, as one: they are copied together. */
export interface ShardCopies {
  /** The shards, in order. */
  readonly shardIds: readonly number[];
  /** The shards' own names on the workers, quoted. */
  readonly names: readonly string[];
  /** The tables they belong to. */
  readonly tables: readonly string[];
  /** How many placements there should be. */
  readonly factor: number;
  /** The groups that hold a placement. */
  readonly groups: readonly number[];
}

/** What to do next, and what is wrong. */
export interface WorkerDecision {
  readonly disable: readonly WorkerView[];
  readonly activate: readonly WorkerView[];
  readonly reasons: readonly string[];
}

/**
 * What the workers need. A lost worker is disabled, as Citus refuses every write to its shards
 * until then, if another living worker holds a copy of each of its shards. A disabled one is
 * activated once it is settled: that gives up its own placements, which have missed writes, so
 * every one of them must have a living active copy too.
 */
export function decideWorkers(
  workers: readonly WorkerView[],
  shards: readonly ShardCopies[],
): WorkerDecision {
  const disable: WorkerView[] = [];
  const activate: WorkerView[] = [];
  const reasons: string[] = [];
  const inUse = activeByGroup(workers);
  for (const worker of workers) {
    if (worker.active && !worker.lost) continue;
    const sole = withoutLivingCopy(worker, inUse, shards);
    if (worker.active) {
      if (sole.length === 0) disable.push(worker);
      else reasons.push(onlyCopy(`${worker.name} is down`, worker, workers, sole));
    } else {
      reasons.push(`${worker.name} is disabled`);
      if (!worker.settled) continue;
      if (sole.length === 0) activate.push(worker);
      else reasons.push(onlyCopy(`${worker.name} stays disabled`, worker, workers, sole));
    }
  }
  const lacking = shards.filter(
    ({ groups, factor }) => activeCopies(groups, inUse).length < factor,
  );
  if (lacking.length > 0) {
    const tables = [...new Set(lacking.flatMap((shard) => shard.tables))].join(', ');
    reasons.push(`${lacking.length} of ${shards.length} shards (${tables}) lack a copy`);
  }
  return { disable, activate, reasons };
}

/**
 * Whether a worker's disabling has to reach the others at once. Citus wants it so for the first
 * worker, where it serializes writes; for another one it can't be so while one more is down.
 */
export function mustBeSynchronous(worker: WorkerView, workers: readonly WorkerView[]): boolean {
  const [first] = workers.filter(({ active }) => active).sort(byNameAndPort);
  const others = workers.filter((other) => other !== worker && other.active);
  return first === worker || !others.some(({ lost }) => lost);
}

/** The order in which Citus sorts its workers. */
function byNameAndPort(a: WorkerView, b: WorkerView): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.port - b.port;
}

/** A copy of a shard to make. */
export interface CopyStep {
  readonly shard: ShardCopies;
  readonly source: WorkerView;
  readonly target: WorkerView;
}

/**
 * The copies that give every shard its factor again: each onto the worker that will have the
 * fewest placements, from the one that has served the fewest copies so far, and none onto one that is
 * to be empty. None while a worker is disabled: it will be back, and has room for what it had.
 */
export function planCopies(
  workers: readonly WorkerView[],
  shards: readonly ShardCopies[],
): CopyStep[] {
  const usable = workers.filter(({ active, lost }) => active && !lost);
  if (usable.length < workers.length) return [];
  const inUse = activeByGroup(usable);
  const held = new Map<number, number>();
  for (const group of shards.flatMap(({ groups }) => groups)) {
    held.set(group, (held.get(group) ?? 0) + 1);
  }
  const served = new Map<number, number>();
  const steps: CopyStep[] = [];
  for (const shard of shards) {
    const holders = activeCopies(shard.groups, inUse).length;
    for (let missing = shard.factor - holders, taken: number[] = []; missing > 0; missing -= 1) {
      const source = least(
        usable.filter(({ group }) => shard.groups.includes(group)),
        served,
      );
      const free = ({ group, takesShards }: WorkerView): boolean =>
        takesShards && !shard.groups.includes(group) && !taken.includes(group);
      const target = least(usable.filter(free), held);
      if (source === undefined || target === undefined) break;
      steps.push({ shard, source, target });
      taken = [...taken, target.group];
      served.set(source.group, (served.get(source.group) ?? 0) + 1);
      held.set(target.group, (held.get(target.group) ?? 0) + 1);
    }
  }
  return steps;
}

/** Why some tables are never safe: their shards have one placement each. */
export function unprotectedReasons(shards: readonly ShardCopies[]): string[] {
  const tables = new Set(shards.filter(({ factor }) => factor < 2).flatMap((s) => s.tables));
  return [...tables].map(
    (table) => `table ${table} is not protected: its shards have one placement each`,
  );
}

function least(
  workers: readonly WorkerView[],
  load: ReadonlyMap<number, number>,
): WorkerView | undefined {
  const loadOf = ({ group }: WorkerView): number => load.get(group) ?? 0;
  let found = workers[0];
  for (const worker of workers) {
    if (found !== undefined && loadOf(worker) < loadOf(found)) found = worker;
  }
  return found;
}

/** Workers that Citus uses, by their groups. */
type WorkersInUse = ReadonlyMap<number, WorkerView>;

function activeByGroup(workers: readonly WorkerView[]): WorkersInUse {
  return new Map(workers.filter(({ active }) => active).map((worker) => [worker.group, worker]));
}

function activeCopies(groups: readonly number[], inUse: WorkersInUse): WorkerView[] {
  return groups.flatMap((group) => inUse.get(group) ?? []);
}

/** The worker's shards that no other active and living worker has. */
function withoutLivingCopy(
  worker: WorkerView,
  inUse: WorkersInUse,
  shards: readonly ShardCopies[],
): ShardCopies[] {
  return shards.filter(
    ({ groups }) =>
      groups.includes(worker.group) &&
      !activeCopies(groups, inUse).some(({ group, lost }) => group !== worker.group && !lost),
  );
}

function onlyCopy(
  what: string,
  worker: WorkerView,
  workers: readonly WorkerView[],
  sole: readonly ShardCopies[],
): string {
  const single = sole.filter(({ groups }) => groups.length < 2);
  if (single.length > 0) {
    const tables = [...new Set(single.flatMap((shard) => shard.tables))].join(', ');
    return `${what}, and ${single.length} shards of ${tables} have their only copy there`;
  }
  const holders = new Set(sole.flatMap(({ groups }) => groups));
  const others = workers.filter(({ group }) => group !== worker.group && holders.has(group));
  const names = others.map(({ name, lost }) => `${name}, which is ${lost ? 'down' : 'disabled'}`);
  return `${what}, and ${sole.length} of its shards have their other copy on ${names.join(' or ')}`;
}
