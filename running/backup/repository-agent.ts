import type Docker from 'dockerode';
import type { ArchivedLog, RepositoryState } from '../../manager/backup/agent-protocol';
import { readHistory, timelineName, type Ancestor } from '../../manager/backup/log-files';
import type { RepositoryPlan } from '../../topology/backup/backup-plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { inTime } from '../hosts/in-time';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** How long an engine may take to tell of a container, ms. */
const ENGINE_LIMIT_MS = 5000;

/** How the agent is asked from inside its own container, as the container itself: wherever the engine does. */
const AGENT = `
import http.client, json, ssl, sys
port, *words = sys.argv[1:]
context = ssl.create_default_context(cafile='${CERTIFICATE_FILES.authorities}')
context.load_cert_chain('${CERTIFICATE_FILES.certificate}', '${CERTIFICATE_FILES.key}')
def ask(method, path, body=None):
    connection = http.client.HTTPSConnection('127.0.0.1', int(port), timeout=60, context=context)
    connection.request(method, path, body)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return [answer.status, content]
`;

/** Prints one JSON array of [status, body]. */
const ASK = `${AGENT}
method, *paths = words
json.dump([ask(method, path) for path in paths], sys.stdout)
`;

/** Writes a file of the catalogue whole. */
const WRITE = `${AGENT}
name, content = words
status, told = ask('PUT', '/files/' + name, content.encode())
if status != 200:
    sys.exit(f'{status} {told}')
`;

/** Writes files of points anew without those that were taken since a moment, ms. */
const REMOVE_POINTS = `${AGENT}
def carry_out(method, name, body=None):
    status, content = ask(method, '/files/' + name, body)
    if status != 200:
        sys.exit(f'{status} {content}')
    return content
since, *names = words
for name in names:
    file = json.loads(carry_out('GET', name))
    file['points'] = [point for point in file['points'] if point['at'] < int(since)]
    carry_out('PUT', name, json.dumps(file))
`;

/** Folder of the catalogue in a repository (images/database/backup_agent/repository.py). */
const CATALOGUE_FOLDER = 'citus-cluster';

/** What the agent answers to one question. */
export type Answer = readonly [status: number, body: string];

/** A repository, asked in its container. Works without a manager, and while all nodes are stopped. */
export class RepositoryAgent {
  constructor(
    protected readonly docker: Docker,
    readonly plan: RepositoryPlan,
  ) {}

  /** What is there and what is at work. @throws UserError where it does not answer */
  async state(): Promise<RepositoryState> {
    return (await this.read('/state')) as RepositoryState;
  }

  /** What of a stanza's log is there. */
  async log(stanza: string): Promise<ArchivedLog> {
    return (await this.read(`/archive/${stanza}`)) as ArchivedLog;
  }

  /** Names of the catalogue's files. */
  async files(): Promise<string[]> {
    return (await this.read('/files/')) as string[];
  }

  /** Files of the catalogue as JSON; those that are gone by now are left out. */
  async contents(names: readonly string[]): Promise<unknown[]> {
    const paths = names.map((name) => `/files/${name}`);
    const answers = paths.length === 0 ? [] : await this.ask('GET', paths);
    return answers.flatMap(([status, body], index) => {
      if (status === 404) return [];
      return [this.parsed(paths[index] ?? '', [status, body])];
    });
  }

  /**
   * Begins a job of a stanza.
   *
   * @returns false where the stanza has one already
   * @throws UserError where it can't begin
   */
  async begin(path: string): Promise<boolean> {
    const [answer = [0, ''] as const] = await this.ask('POST', [path]);
    const [status] = answer;
    if (status === 409) return false;
    if (status >= 300) throw this.failure(path, answer);
    return true;
  }

  /** Ancestors of a timeline; none where it has no history there. */
  async history(stanza: string, timeline: number): Promise<Ancestor[]> {
    const folder = `archive/${stanza}/${await this.archiveId(stanza)}`;
    const file = `${folder}/${timelineName(timeline)}.history`;
    return readHistory(await this.pgbackrest(['repo-get', '--ignore-missing', file]));
  }

  /** Removes all log of timelines after one, and their histories. */
  async removeTimelinesAfter(stanza: string, timeline: number): Promise<void> {
    const folder = `archive/${stanza}/${await this.archiveId(stanza)}`;
    const names = (await this.pgbackrest(['repo-ls', folder])).split('\n');
    for (const name of names.filter((one) => /^[0-9A-F]{8}([0-9A-F]{8}|\.history)$/.test(one))) {
      if (parseInt(name.slice(0, 8), 16) <= timeline) continue;
      await this.pgbackrest(['repo-rm', '--recurse', `${folder}/${name}`]);
    }
  }

  /** Writes a file of the catalogue whole: a small one, without secrets. */
  async writeFile(name: string, content: string): Promise<void> {
    await this.python(WRITE, [name, content]);
  }

  /** Removes points that were taken since a moment, ms, from files of the catalogue. */
  async removePoints(names: readonly string[], since: number): Promise<void> {
    await this.python(REMOVE_POINTS, [String(since), ...names]);
  }

  /** Removes all that is kept of stanzas, and the catalogue with it. Nothing may be at work there. */
  async removeAll(stanzas: readonly string[]): Promise<void> {
    const folders = stanzas.flatMap((one) => [`archive/${one}`, `backup/${one}`]);
    for (const folder of [...folders, CATALOGUE_FOLDER]) {
      await this.pgbackrest(['repo-rm', '--recurse', folder]);
    }
  }

  /** The folder of the newest database version: `17-1`. */
  private async archiveId(stanza: string): Promise<string> {
    const names = (await this.pgbackrest(['repo-ls', `archive/${stanza}`])).split('\n');
    const ids = names.filter((name) => /^\d+-\d+$/.test(name));
    const number = (id: string): number => Number(id.split('-')[1]);
    return ids.sort((one, other) => number(one) - number(other)).at(-1) ?? '';
  }

  private async pgbackrest(words: readonly string[]): Promise<string> {
    const { number, container, name } = this.plan;
    const options = [`--repo=${number}`, '--log-level-console=off', '--log-level-stderr=error'];
    const command = ['pgbackrest', ...options, ...words];
    const { code, output } = await execInContainer(this.docker.getContainer(container), command);
    // What is not there is told by 1 where that is allowed.
    if (code === 0 || (code === 1 && words.includes('--ignore-missing'))) return output;
    throw new UserError(`repository ${name}: pgbackrest ${words[0]} failed: ${output.trim()}`);
  }

  private async read(path: string): Promise<unknown> {
    const [answer = [0, ''] as const] = await this.ask('GET', [path]);
    return this.parsed(path, answer);
  }

  private parsed(path: string, answer: Answer): unknown {
    const [status, body] = answer;
    if (status !== 200) throw this.failure(path, answer);
    return JSON.parse(body);
  }

  private failure(path: string, [status, body]: Answer): UserError {
    return new UserError(
      `repository ${this.plan.name} answers ${status} to ${path}: ${body.trim()}`,
    );
  }

  protected async ask(method: 'GET' | 'POST', paths: readonly string[]): Promise<Answer[]> {
    return JSON.parse(await this.python(ASK, [method, ...paths])) as Answer[];
  }

  /** @returns what the script printed */
  private async python(script: string, words: readonly string[]): Promise<string> {
    const { container, name, agentPort } = this.plan;
    const command = ['python3', '-c', script, String(agentPort), ...words];
    const own = this.docker.getContainer(container);
    const ask = async (): Promise<{ code: number; output: string }> => {
      // A host that is gone would be waited for as long as TCP does.
      await inTime((abortSignal) => own.inspect({ abortSignal }), ENGINE_LIMIT_MS);
      return execInContainer(own, command);
    };
    const { code, output } = await ask().catch((error: unknown) => ({
      ...{ code: -1, output: messageOf(error) },
    }));
    if (code === 0) return output;
    const why = output.trim().split('\n').at(-1) ?? '';
    throw new UserError(
      `repository ${name} does not answer: ${why}`,
      `see \`docker logs ${container}\`; \`docker start ${container}\` where it is stopped`,
    );
  }
}
