import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { HttpProblem } from './http-problem';

/** Most streams that are open at a time: each keeps a socket. */
export const MOST_STREAMS = 250;

/** A line now and then finds out that nobody listens any more, ms. */
const HEARTBEAT_MS = 15_000;

/** What a listener may lag behind, bytes; one that lags more is let go, and comes again. */
const MOST_WAITING = 4_000_000;

/** One open event stream. */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly closers: (() => void)[] = [];
  private isOpen = true;

  constructor(private readonly response: ServerResponse) {
    this.heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      this.isOpen = false;
      clearInterval(this.heartbeat);
      for (const close of this.closers.splice(0)) close();
    });
    response.on('error', () => response.destroy());
  }

  /** Has something done when it is closed, by whomever; at once where it is. */
  onClose(close: () => void): void {
    if (this.isOpen) this.closers.push(close);
    else close();
  }

  /**
   * Sends one message.
   *
   * @param json without a line break
   * @param id comes back as `Last-Event-ID` after a lost connection
   */
  send(json: string, id?: string): void {
    if (!this.isOpen) return;
    this.response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`);
    if (this.response.writableLength > MOST_WAITING) this.response.destroy();
  }

  /** Whether it takes more without having it wait in memory. */
  get hasRoom(): boolean {
    return this.isOpen && !this.response.writableNeedDrain;
  }

  /** Calls back once, when what waits is sent. */
  onDrain(next: () => void): void {
    this.response.once('drain', next);
  }

  end(): void {
    if (this.isOpen) this.response.end();
  }
}

/** The event streams that are open. */
export class EventStreams {
  private readonly open = new Set<EventStream>();

  /**
   * Makes a stream of an answer.
   *
   * @throws HttpProblem (503) where there are {@link MOST_STREAMS}
   */
  start(reply: FastifyReply): EventStream {
    if (this.open.size >= MOST_STREAMS) {
      throw new HttpProblem(
        503,
        `${MOST_STREAMS} event streams are open, which is the most`,
        'close pages that nobody looks at',
      );
    }
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.flushHeaders();
    const stream = new EventStream(raw);
    this.open.add(stream);
    stream.onClose(() => this.open.delete(stream));
    return stream;
  }

  endAll(): void {
    for (const stream of this.open) stream.end();
  }
}
