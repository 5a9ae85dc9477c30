import { inTime } from '../../running/hosts/in-time';
import type { NodePlan } from '../../topology/plan';
import { now, sleep } from '../../words/clock';
import { isLocalCommit } from '../load/outcome';
import type { OpenExec, StackContainers } from '../faults/stack-containers';
import type { ProbeAck } from './writable-members';

/** Time between two probes of a node, ms. */
const INTERVAL_MS = 250;

/** How long an answer may take before it is asked whether the container still runs, ms. */
const SILENCE_MS = 2000;

/** Longest that a session may take to be opened, ms; a host that is gone never answers. */
const OPEN_LIMIT_MS = 10_000;

/** Time before the session is opened again where that failed, ms. */
const REOPEN_MS = 500;

/**
 * A session of the superuser inside the container: it needs neither network nor password, and both
 * streams of psql in the order in which it wrote them.
 */
const PSQL = ['sh', '-c', 'exec psql -X -q -A -t -d postgres 2>&1'];

/**
 * A transaction that writes nothing but a message to the log, and waits for the synchronous standby
 * like any other; on a standby it does nothing. psql prints its row once it is committed, then the
 * time that it is by then.
 */
const PROBE = `SELECT 'begun', CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END, round(extract(epoch FROM clock_timestamp()) * 1000, 1), CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_logical_emit_message(true, 'chaos-probe', '')::text END;
SELECT 'ended', round(extract(epoch FROM clock_timestamp()) * 1000, 1);
`;

/** What psql printed of one probe so far. */
interface PendingProbe {
  begun: { timeline: number; startedAt: number } | undefined;
  localCommit: boolean;
}

/** Reads what psql prints of probes, and tells which of them the node acknowledged. */
export class ProbeReader {
  private pending: PendingProbe = { begun: undefined, localCommit: false };

  /** @param node the node that is probed */
  constructor(private readonly node: Pick<NodePlan, 'name' | 'group'>) {}

  /**
   * Takes one line.
   *
   * @returns `done` when a probe has ended, with the acknowledgement if the node took the write
   */
  read(line: string): { done: boolean; ack?: ProbeAck } {
    const [word, ...values] = line.split('|');
    if (word === 'begun') {
      const [timeline = '', startedAt = '', lsn = ''] = values;
      this.pending.begun =
        timeline === '' || lsn === ''
          ? undefined
          : { timeline: parseInt(timeline, 16), startedAt: Number(startedAt) };
      return { done: false };
    }
    if (word === 'ended') {
      const { begun, localCommit } = this.pending;
      this.pending = { begun: undefined, localCommit: false };
      if (begun === undefined || localCommit) return { done: true };
      const { name: node, group } = this.node;
      return { done: true, ack: { node, group, ...begun, endedAt: Number(values[0]) } };
    }
    if (isLocalCommit({ message: line, detail: line })) this.pending.localCommit = true;
    return { done: false };
  }
}

/** Asks one node all along whether it takes writes, and keeps those that it acknowledged. */
export class WriteProbe {
  readonly acks: ProbeAck[] = [];
  private readonly stopping = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve());
  });
  private readonly running: Promise<void>;
  private exec: OpenExec | undefined;

  constructor(
    private readonly containers: StackContainers,
    private readonly node: NodePlan,
  ) {
    this.running = this.probe();
  }

  /** Ends the session. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.exec?.close();
    await this.running;
  }

  private async probe(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // A container that is not there or not running is a node that takes no writes.
      await this.session(signal).catch(() => undefined);
      await sleep(REOPEN_MS, signal);
    }
  }

  private async session(signal: AbortSignal): Promise<void> {
    const reader = new ProbeReader(this.node);
    let answered: () => void = () => undefined;
    const { container } = this.node;
    const startedAt = await this.containers.startOf(container);
    const opening = this.containers.open(container, PSQL, 'postgres', (line) => {
      const { done, ack } = reader.read(line);
      if (ack !== undefined) this.acks.push(ack);
      if (done) answered();
    });
    const exec = await inTime(() => opening, OPEN_LIMIT_MS);
    this.exec = exec;
    let over = false;
    const ended = exec.ended.then(() => (over = true));
    while (!over && !signal.aborted) {
      const dueAt = now() + INTERVAL_MS;
      const answer = new Promise<void>((resolve) => (answered = resolve));
      exec.write(PROBE);
      // One at a time: a commit that waits for its standby is still under way.
      const heard = Promise.race([answer, ended, this.stopped]);
      if (!(await this.outlasts(heard, startedAt))) break;
      await sleep(dueAt - now(), signal);
    }
    exec.close();
  }

  /**
   * Waits for an answer for as long as the container runs: a connection to a host that lost its power
   * says nothing, even after the host is back. That of one that was frozen goes on.
   *
   * @returns whether it was not started anew meanwhile
   */
  private async outlasts(
    answer: Promise<unknown>,
    startedAt: string | undefined,
  ): Promise<boolean> {
    let heard = false;
    const hearing = answer.then(() => (heard = true));
    for (;;) {
      const over = new AbortController();
      await Promise.race([hearing, sleep(SILENCE_MS, over.signal)]);
      over.abort();
      if (heard) return true;
      const start = await this.containers.startOf(this.node.container).catch(() => startedAt);
      if (start !== startedAt) return false;
    }
  }
}
