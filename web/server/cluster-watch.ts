import type { ClusterEvent, ClusterMessage, ClusterState } from '../api/cluster';
import { clusterEvents } from './cluster-events';

/** Between two looks at a cluster, ms. */
const LOOK_MS = 1000;

/** A state that has not changed is told again after, ms, so that its age is known. */
const REPEAT_MS = 5000;

/** How long a cluster is looked at after the last listener has left, ms: most come again. */
const LINGER_MS = 30_000;

/** Events that are kept. */
const MOST_EVENTS = 200;

/** Takes a message; the id comes back as `Last-Event-ID`. */
export type Listener = (message: ClusterMessage, id: string) => void;

/** Looks at one stack while somebody wants to know, and tells what happens. */
export class ClusterWatch {
  private readonly listeners = new Set<Listener>();
  private readonly events: { readonly number: number; readonly event: ClusterEvent }[] = [];
  /** Of this watch alone: another server's numbers are others. */
  private readonly epoch = Date.now().toString(36);
  private number = 0;
  private state: ClusterState | undefined;
  private told = { text: '', at: 0 };
  private leftAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  /** @param ask for the state of the stack */
  constructor(private readonly ask: () => Promise<ClusterState>) {}

  /**
   * Tells the state as far as it is known and the events, then what changes.
   *
   * @param lastId of the message that the listener got last, before it lost its connection
   * @returns ends it
   */
  listen(listener: Listener, lastId: string | undefined): () => void {
    const [epoch, number] = (lastId ?? '').split('.');
    const after = epoch === this.epoch ? Number(number) : -1;
    if (this.state !== undefined && this.isLooking) {
      listener({ type: 'state', state: this.state }, this.id());
    }
    for (const { number: of, event } of this.events) {
      if (of > after) listener({ type: 'event', event }, `${this.epoch}.${of}`);
    }
    this.listeners.add(listener);
    if (!this.isLooking) {
      this.isLooking = true;
      void this.look();
    }
    return () => {
      this.listeners.delete(listener);
      this.leftAt = Date.now();
    };
  }

  /** The id of a message that is no event. */
  id(): string {
    return `${this.epoch}.${this.number}`;
  }

  close(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
    this.isLooking = false;
  }

  private async look(): Promise<void> {
    try {
      this.take(await this.ask());
    } catch (error) {
      process.stderr.write(`a cluster can't be looked at: ${String(error)}\n`);
    }
    if (this.listeners.size === 0 && Date.now() - this.leftAt > LINGER_MS) this.isLooking = false;
    if (!this.isLooking) return;
    this.timer = setTimeout(() => void this.look(), LOOK_MS);
    this.timer.unref();
  }

  private take(state: ClusterState): void {
    const before = this.state;
    this.state = state;
    if (before !== undefined) {
      for (const event of clusterEvents(before, state)) {
        this.number += 1;
        this.events.push({ number: this.number, event });
        this.tell({ type: 'event', event });
      }
      this.events.splice(0, this.events.length - MOST_EVENTS);
    }
    const text = JSON.stringify({ ...state, at: '' });
    if (text === this.told.text && Date.now() - this.told.at < REPEAT_MS) return;
    this.told = { text, at: Date.now() };
    this.tell({ type: 'state', state });
  }

  private tell(message: ClusterMessage): void {
    for (const listener of this.listeners) listener(message, this.id());
  }
}
