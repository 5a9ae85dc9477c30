import type { RepositoryPlan } from '../../topology/backup/backup-plan';
import { addressOf } from '../../topology/plan';
import { request, type HttpAnswer } from '../http/http-request';
import type { Certificates } from '../tls/certificates';
import type { ArchivedLog, BackupJob, RepositoryState } from './agent-protocol';
import { readHistory, timelineOf, type Ancestor } from './log-files';

/** How long the agent may take, ms. */
const LIMITS = {
  /** Nothing is read but a list of jobs. */
  begin: 5000,
  /** A repository elsewhere is asked once or a few times. */
  read: 15_000,
  /** The database is asked as well, and files of the stanza are written. */
  stanza: 60_000,
  /** The first time, all of the archive is listed. */
  archive: 60_000,
} as const;

/** What is asked of the agent. */
interface Question {
  /** What is done, for errors: `making stanza worker-1`. */
  readonly what: string;
  readonly limitMs: number;
  readonly method?: string;
  readonly body?: string;
  /** Statuses that are an answer, besides 200 and 202. */
  readonly expected?: number;
}

/**
 * A repository's agent, as the manager asks it. Every call throws an Error that names the repository, what
 * was to be done there, and what the agent or the network said instead.
 */
export class AgentClient {
  private readonly base: string;

  constructor(
    private readonly repository: RepositoryPlan,
    private readonly certificates: Certificates,
    private readonly limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS,
  ) {
    this.base = `https://${addressOf(repository)}:${repository.agentPort}`;
  }

  /** What is in the repository, and its jobs. */
  async state(): Promise<RepositoryState> {
    return this.json('state', { what: 'reading its state', limitMs: this.limits.read });
  }

  /** Makes a stanza where it is not there yet. */
  async makeStanza(stanza: string): Promise<void> {
    const what = `making stanza ${stanza}`;
    await this.ask(`stanzas/${stanza}`, { what, limitMs: this.limits.stanza, method: 'POST' });
  }

  /** Begins a backup. @returns false where the stanza has a job under way */
  async beginBackup(stanza: string, type: NonNullable<BackupJob['type']>): Promise<boolean> {
    return this.begin(`backups/${stanza}?type=${type}`, `beginning a ${type} backup of ${stanza}`);
  }

  /** Begins to read and compare all of a stanza's files. @returns false where it has a job under way */
  async beginVerification(stanza: string): Promise<boolean> {
    return this.begin(`verifications/${stanza}`, `beginning to verify ${stanza}`);
  }

  /** What of a stanza's log is there. */
  async archive(stanza: string): Promise<ArchivedLog> {
    const what = `listing the archived log of ${stanza}`;
    return this.json(`archive/${stanza}`, { what, limitMs: this.limits.archive });
  }

  /** Ancestors of a stanza's timelines, by the timeline; the first one, which has none, is left out. */
  async histories(stanza: string): Promise<ReadonlyMap<number, readonly Ancestor[]>> {
    const what = `reading the histories of ${stanza}`;
    const question = { what, limitMs: this.limits.archive };
    const files = await this.json<Record<string, string>>(`histories/${stanza}`, question);
    return new Map(
      Object.entries(files).map(([name, content]) => [timelineOf(name), readHistory(content)]),
    );
  }

  /** Names of the catalogue's files. */
  async files(): Promise<readonly string[]> {
    return this.json('files/', { what: 'listing its catalogue', limitMs: this.limits.read });
  }

  /** What a file of the catalogue holds; undefined where there is none. */
  async readFile(name: string): Promise<string | undefined> {
    const question = { what: `reading file ${name}`, limitMs: this.limits.read, expected: 404 };
    const { ok, body } = await this.ask(`files/${name}`, question);
    return ok ? body : undefined;
  }

  /** Writes a file of the catalogue whole. */
  async writeFile(name: string, body: string): Promise<void> {
    const question = {
      what: `writing file ${name}`,
      limitMs: this.limits.read,
      method: 'PUT',
      body,
    };
    await this.ask(`files/${name}`, question);
  }

  /** Removes a file of the catalogue where there is one. */
  async removeFile(name: string): Promise<void> {
    const question = { what: `removing file ${name}`, limitMs: this.limits.read, method: 'DELETE' };
    await this.ask(`files/${name}`, question);
  }

  private async begin(path: string, what: string): Promise<boolean> {
    const question = { what, limitMs: this.limits.begin, method: 'POST', expected: 409 };
    return (await this.ask(path, question)).ok;
  }

  private async json<T>(path: string, question: Question): Promise<T> {
    const { body } = await this.ask(path, question);
    return JSON.parse(body) as T;
  }

  private async ask(
    path: string,
    { what, limitMs, expected, ...rest }: Question,
  ): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(limitMs);
    const failed = (why: string, cause?: unknown): Error =>
      new Error(`repository ${this.repository.name}, ${what}: ${why}`, { cause });
    const url = `${this.base}/${path}`;
    const answer = await request(url, { ...rest, signal }, this.certificates).catch(
      (error: unknown) => {
        throw failed(
          signal.aborted ? `no answer within ${limitMs} ms` : (error as Error).message,
          error,
        );
      },
    );
    if (answer.ok || answer.status === expected) return answer;
    throw failed(reasonOf(answer));
  }
}

function reasonOf({ status, statusText, body }: HttpAnswer): string {
  try {
    return (JSON.parse(body) as { readonly error: string }).error;
  } catch {
    return `${status} ${statusText}`;
  }
}
