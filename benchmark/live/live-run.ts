import type { Operation } from '../../k6-scripts/lib/operation';
import type { Settings } from '../../k6-scripts/lib/settings';
import type { ContainerFrame } from '../evidence/container-frame';
import { percentOfCore } from '../evidence/container-series';
import type { Timeseries } from '../../results/metrics';
import type { Recording } from '../figures/recording';
import { classesOf, secondFigures } from '../figures/summarise';
import type { Journal } from '../../jobs/journal';

type Second = Timeseries['seconds'][number];

/** What is shown of a run while it is at work. */
export interface LiveRunParts {
  readonly journal: Journal;
  readonly recording: Recording;
  readonly settings: Pick<Settings, 'load' | 'warmupS'>;
  readonly operations: readonly Operation[];
  /** Usage by container, as it is collected; undefined where it is not. */
  readonly frames: ReadonlyMap<string, readonly ContainerFrame[]> | undefined;
  /** Start of the load, ms since 1970. */
  readonly startedAtMs: number;
}

/**
 * How far back seconds are looked at again: a user tells of a second when its next statement begins,
 * so most of it is known a second later, and all of it when the statement that took longest is over.
 */
const LOOK_BACK_S = 15;

/** Writes a benchmark run to the journal by the second. */
export class LiveRun {
  private readonly classOf;
  /** By second of the run: how many samples were known when it was last looked at. */
  private readonly looked = new Map<number, number>();
  /** By second of the run: what was written of it. */
  private readonly written = new Map<number, string>();
  private cpuSecond = -1;

  constructor(private readonly parts: LiveRunParts) {
    this.classOf = classesOf(parts.operations);
  }

  /** Writes the seconds that are complete, and those that have changed since; costs microseconds. */
  update(): void {
    const { newestSecond } = this.parts.recording;
    // The newest is under way, and that before it may still be told of.
    for (let at = Math.max(0, newestSecond - LOOK_BACK_S); at < newestSecond - 1; at += 1) {
      const { samples } = this.parts.recording.second(at);
      if (this.looked.get(at) === samples) continue;
      this.looked.set(at, samples);
      this.writeSecond(at, this.secondAt(at));
    }
    this.writeCpu();
  }

  /**
   * Writes the measured time as the result has it.
   *
   * @param seconds as in `timeseries.json`
   */
  finish(seconds: readonly Second[]): void {
    const { warmupS } = this.parts.settings;
    for (const second of seconds) this.writeSecond(second.t_s + warmupS, second);
  }

  private secondAt(at: number): Second {
    const { recording, settings } = this.parts;
    const record = recording.second(at);
    const rate = settings.load.model === 'open' ? settings.load.ratePerS : 0;
    return {
      t_s: at - settings.warmupS,
      ...secondFigures(record, this.classOf),
      // How far behind its rate it is; which of those arrivals nobody serves shows in the end.
      dropped: Math.max(0, Math.round(rate) - record.started),
    };
  }

  private writeSecond(at: number, second: Second): void {
    const text = JSON.stringify(second);
    if (this.written.get(at) === text) return;
    this.written.set(at, text);
    this.parts.journal.write({ type: 'second', second });
  }

  private writeCpu(): void {
    const { frames, journal, settings, startedAtMs } = this.parts;
    if (frames === undefined) return;
    const at = Math.floor((Date.now() - startedAtMs) / 1000);
    if (at === this.cpuSecond) return;
    this.cpuSecond = at;
    const cpu: Record<string, number> = {};
    for (const [name, of] of frames) {
      const [begin, end] = of.slice(-2);
      if (begin !== undefined && end !== undefined) cpu[name] = percentOfCore(begin, end);
    }
    journal.write({ type: 'cpu', t_s: at - settings.warmupS, cpu });
  }
}
