import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { UserError } from '../../words/user-error';
import { foreignFiles, foreignMounts, type ForeignRepository } from './foreign-repository';
import { RepositoryAgent, type Answer } from './repository-agent';

/**
 * Answers as the agent of a repository does, without one. Prints one JSON array of [status, body].
 */
const ANSWER = `
import json, sys
sys.path.insert(0, '/usr/local/bin')
import backup_agent.jobs
# What is read can't be written to.
backup_agent.jobs.JOBS = '/tmp/jobs.json'
from backup_agent.program import Failed, Refused
from backup_agent.repository import Repository
paths = sys.argv[1:]
stanzas = [path.removeprefix('/archive/') for path in paths if path.startswith('/archive/')]
repository = Repository(1, stanzas, False)
def is_wanted():
    return True
def body(path):
    _, area, name = [*path.split('/', 2), ''][:3]
    match area:
        case 'state':
            return json.dumps(repository.state(is_wanted))
        case 'archive':
            return json.dumps(repository.archived_log(is_wanted, name))
        case 'files' if name == '':
            return json.dumps(repository.files(is_wanted))
        case 'files':
            return repository.file(is_wanted, name).decode()
def answer(path):
    try:
        return 200, body(path)
    except Refused as refused:
        return refused.status, str(refused)
    except Failed as failed:
        return 500, str(failed)
print(json.dumps([answer(path) for path in paths]))
`;

/** Label of readers' containers. */
const READER_LABEL = 'citus-cluster.reader';

/**
 * A repository of another cluster, read in a container of its own: neither its cluster nor its agent has to
 * be there. Nothing is written to it.
 */
export class RepositoryReader extends RepositoryAgent {
  private constructor(
    docker: Docker,
    container: Docker.Container,
    readonly foreign: ForeignRepository,
  ) {
    super(docker, {
      ...{ name: foreign.place, container: container.id, number: 1 },
      ...{ repository: foreign.repository, volume: foreign.volume ?? '' },
      ...{ port: 0, agentPort: 0, resources: { memoryMiB: 0, cpus: undefined } },
    });
  }

  /**
   * Reads a repository, and removes the container then.
   *
   * @param image with pgBackRest, of the database nodes
   * @throws UserError where its volume is missing; what `read` throws
   */
  static async use<T>(
    docker: Docker,
    image: string,
    foreign: ForeignRepository,
    read: (reader: RepositoryReader) => Promise<T>,
  ): Promise<T> {
    await refuseMissing(docker, foreign);
    const container = await docker.createContainer({
      ...{ Image: image, Entrypoint: ['sleep'], Cmd: ['infinity'], Labels: { [READER_LABEL]: '' } },
      // Of whom the files are, depends on the image that they were written by.
      User: 'root',
      HostConfig: {
        ...{ Init: true, SecurityOpt: ['no-new-privileges:true'], Mounts: foreignMounts(foreign) },
        ...(foreign.volume !== undefined && { NetworkMode: 'none' }),
      },
    });
    try {
      await writeContainerFiles(container, foreignFiles(foreign));
      await container.start();
      return await read(new RepositoryReader(docker, container, foreign));
    } finally {
      await container.remove({ force: true, v: true });
    }
  }

  /** Room on the engine's disk, bytes. */
  async freeBytes(): Promise<number> {
    const output = await this.print(['df', '-B1', '--output=avail', '/']);
    return Number(output.trim().split('\n').at(-1));
  }

  protected override async ask(
    method: 'GET' | 'POST',
    paths: readonly string[],
  ): Promise<Answer[]> {
    if (method !== 'GET') throw new Error(`${this.plan.name} is only read`);
    return JSON.parse(await this.print(['python3', '-c', ANSWER, ...paths])) as Answer[];
  }

  private async print(command: readonly string[]): Promise<string> {
    const { name, container } = this.plan;
    const { code, output } = await execInContainer(this.docker.getContainer(container), command);
    if (code === 0) return output;
    const why = output.trim().split('\n').at(-1) ?? '';
    throw new UserError(`repository ${name} can't be read: ${why}`);
  }
}

/** Docker would make a volume that is missing. */
async function refuseMissing(docker: Docker, { volume }: ForeignRepository): Promise<void> {
  if (volume === undefined) return;
  const found = await docker
    .getVolume(volume)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
      return undefined;
    });
  if (found !== undefined) return;
  throw new UserError(
    `volume ${volume} is not on this Docker engine`,
    '`docker volume ls` lists what is',
  );
}
