import { fork, type ChildProcess } from 'node:child_process';
import { UserError } from '../../words/user-error';
import type { AnswerMessage, CallMessage, Calls } from './helper/calls';

/** How long the helper may be idle before it is ended, ms. */
const IDLE_MS = 30_000;

interface Pending {
  /** Who was asked. */
  readonly child: ChildProcess;
  readonly resolve: (json: string) => void;
  readonly reject: (error: Error) => void;
}

/** Has a helper process do what takes memory or time; see helper/main.ts. */
export class HelperClient {
  private child: ChildProcess | undefined;
  private idle: NodeJS.Timeout | undefined;
  private readonly pending = new Map<number, Pending>();
  private calls = 0;

  /** @param program of the helper */
  constructor(
    private readonly program: string,
    private readonly root: string,
  ) {}

  /** Starts it, if it is not there, so that the next call need not wait for that. */
  warmUp(): void {
    this.start();
    this.endWhenIdle();
  }

  /**
   * Calls it.
   *
   * @returns the value as JSON
   * @throws UserError as the function called does, or where the helper ends in the middle of it
   */
  json<Name extends keyof Calls>(name: Name, ...args: Parameters<Calls[Name]>): Promise<string> {
    const child = this.start();
    this.calls += 1;
    const id = this.calls;
    return new Promise<string>((resolve, reject) => {
      this.pending.set(id, { child, resolve, reject });
      child.send({ id, name, args } satisfies CallMessage);
    }).finally(() => {
      this.pending.delete(id);
      this.endWhenIdle();
    });
  }

  /** Calls it, as {@link json} does. @returns the value */
  async call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>> {
    return JSON.parse(await this.json(name, ...args)) as Awaited<ReturnType<Calls[Name]>>;
  }

  /** Ends it. */
  close(): void {
    clearTimeout(this.idle);
    this.child?.disconnect();
    this.child = undefined;
  }

  private start(): ChildProcess {
    clearTimeout(this.idle);
    if (this.child !== undefined) return this.child;
    const child = fork(this.program, [], {
      cwd: this.root,
      // Its own standard input is the server's settings, which are secret.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.child = child;
    child.on('message', (answer: AnswerMessage) => {
      const call = this.pending.get(answer.id);
      if ('json' in answer) call?.resolve(answer.json);
      else call?.reject(new HelperError(answer));
    });
    const gone = (): void => {
      if (this.child === child) this.child = undefined;
      const error = new UserError(
        'the helper of the server ended',
        'try again; its log may say why',
      );
      for (const call of this.pending.values()) {
        // What another helper was asked since is answered by that.
        if (call.child === child) call.reject(error);
      }
    };
    child.on('exit', gone).on('error', gone);
    return child;
  }

  private endWhenIdle(): void {
    clearTimeout(this.idle);
    if (this.pending.size > 0) return;
    this.idle = setTimeout(() => {
      this.close();
    }, IDLE_MS);
    this.idle.unref();
  }
}

/** What the helper could not do. */
export class HelperError extends UserError {
  readonly defect: boolean;

  constructor({ error, remedy, defect }: Extract<AnswerMessage, { error: string }>) {
    super(error, remedy ?? undefined);
    this.defect = defect;
  }
}
