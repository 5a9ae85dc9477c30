import { readStatus, type StackStatus } from '../../running/read-status';
import type { StackOutputs } from '../../topology/stack-outputs';
import { now, sleep } from '../../words/clock';

/** Time between two questions, ms. */
const INTERVAL_MS = 1000;

/** The longest that a status may take, ms. */
export const STATUS_LIMIT_MS = 2000;

/** How long after a fault a status may still show what was before it, ms. */
export const STATUS_STALE_MS = 3000;

/** One status as it was asked for. */
export interface StatusSample {
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Nodes that it calls primary. */
  readonly primaries: readonly { readonly name: string; readonly group: number }[];
  /** Names of the groups that it calls redundant. */
  readonly redundant: readonly string[];
  /** Whether the manager answered, rather than the containers in its place. */
  readonly fromManager: boolean;
  /** Why there was no status at all; null where there was. */
  readonly error: string | null;
}

/** Asks for the status each second, as `npm run status` does. */
export class StatusProbe {
  readonly samples: StatusSample[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly outputs: StackOutputs) {
    this.running = this.probe();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async probe(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const dueAt = now() + INTERVAL_MS;
      this.samples.push(await this.ask());
      await sleep(dueAt - now(), signal);
    }
  }

  private async ask(): Promise<StatusSample> {
    const askedAt = now();
    try {
      const status = await readStatus(this.outputs);
      return { askedAt, answeredAt: now(), ...summary(status), error: null };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return {
        askedAt,
        answeredAt: now(),
        primaries: [],
        redundant: [],
        fromManager: false,
        error: message,
      };
    }
  }
}

function summary({ nodes, groups, containers }: StackStatus) {
  const primaries = nodes
    .filter(({ role, state }) => role === 'primary' && state === 'running')
    .map(({ name, group }) => ({ name, group }));
  const redundant = groups.filter((group) => group.redundant).map(({ name }) => name);
  return { primaries, redundant, fromManager: containers.length === 0 };
}

/** What is known of the nodes' states around a fault; times in ms since the epoch. */
export interface StatusWindow {
  readonly faultAt: number;
  /** From when {@link gone} can't be primaries. */
  readonly goneAt: number;
  /** Until when; a node that is being healed may call itself primary until it learns better. */
  readonly healingAt: number;
  /** Names of the nodes that were hit. */
  readonly gone: readonly string[];
}

/**
 * What was wrong with the statuses around a fault: none or a late one, and one that still calls a
 * node primary that has been gone for {@link STATUS_STALE_MS}.
 */
export function statusFaults(
  samples: readonly StatusSample[],
  { faultAt, goneAt, healingAt, gone }: StatusWindow,
): string[] {
  return samples.flatMap(({ askedAt, answeredAt, primaries, error }) => {
    const at = `${((askedAt - faultAt) / 1000).toFixed(1)} s after the fault`;
    const took = answeredAt - askedAt;
    const lies =
      askedAt > goneAt + STATUS_STALE_MS && answeredAt < healingAt
        ? primaries.filter(({ name }) => gone.includes(name))
        : [];
    return [
      ...(error === null ? [] : [`no status ${at}: ${error}`]),
      ...(took > STATUS_LIMIT_MS ? [`a status took ${Math.round(took)} ms, ${at}`] : []),
      ...lies.map(({ name }) => `the status named ${name} as primary ${at}`),
    ];
  });
}
