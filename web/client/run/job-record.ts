import type { ChaosTimeseries } from '../../../results/chaos-result';
import type {
  EndLine,
  JournalLine,
  LoadLine,
  OutputLine,
  ProgressLine,
  RunLine,
} from '../../../jobs/journal-line';
import type { RunEvent, Timeseries } from '../../../results/metrics';

/** Lines of output that are kept; the download has all. */
export const MOST_LINES = 5000;

/** A second of a benchmark. */
export type BenchSecond = Timeseries['seconds'][number];

/** A second of a chaos run. */
export type ChaosSecond = ChaosTimeseries['seconds'][number];

/** What a job's journal has told so far. It grows in place, and is looked at once a second. */
export class JobRecord {
  /** What runs now. */
  begun: RunLine | LoadLine | null = null;
  readonly bench = new Map<number, BenchSecond>();
  readonly chaos = new Map<number, ChaosSecond>();
  /** CPU by second and container, percent of one core. */
  readonly cpu = new Map<number, Readonly<Record<string, number>>>();
  readonly events: RunEvent[] = [];
  progress: ProgressLine | null = null;
  /** The first line of each piece of work. */
  readonly stages: ProgressLine[] = [];
  output: OutputLine[] = [];
  readonly results: string[] = [];
  isStopping = false;
  end: EndLine | null = null;

  /** Takes the next line. */
  add(line: JournalLine): void {
    switch (line.type) {
      case 'run':
      case 'load':
        this.#begin(line);
        break;
      case 'second':
        this.bench.set(line.second.t_s, line.second);
        break;
      case 'chaos-second':
        this.chaos.set(line.second.t_s, line.second);
        break;
      case 'cpu':
        this.cpu.set(line.t_s, line.cpu);
        break;
      case 'event':
        this.events.push(line.event);
        break;
      case 'progress':
        this.progress = line;
        if (this.stages.every(({ title }) => title !== line.title)) this.stages.push(line);
        break;
      case 'output':
        this.output.push(line);
        if (this.output.length > 1.2 * MOST_LINES) this.output = this.output.slice(-MOST_LINES);
        break;
      case 'result':
        this.results.push(line.id);
        break;
      case 'stopping':
        this.isStopping = true;
        break;
      case 'end':
        this.end = line;
        break;
    }
  }

  /** Seconds, events and CPU of a run before are not of this one. */
  #begin(line: RunLine | LoadLine): void {
    this.begun = line;
    for (const seconds of [this.bench, this.chaos, this.cpu]) seconds.clear();
    this.events.length = 0;
  }
}
