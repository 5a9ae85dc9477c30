import { log } from '../../log';
import type { RepositoryAgent } from '../repository-agent';
import { rehearsalFiles, type Rehearsal } from './rehearsal';

/** Between two looks, ms. */
const LOOK_MS = 60_000;

/** The newest rehearsal that the repositories know of. */
export class LastRehearsal {
  /** Undefined before the first one. */
  newest: Rehearsal | undefined;
  private lookedAt = 0;

  constructor(private readonly agents: readonly Pick<RepositoryAgent, 'files' | 'readFile'>[]) {}

  /** Looks for a newer one, now and then. A repository that does not answer is asked again then. */
  async look(): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    const found = await Promise.all(
      this.agents.map((agent) =>
        newestOf(agent).catch((error: unknown) => {
          log('warn', 'rehearsals can not be read', { error: (error as Error).message });
          return undefined;
        }),
      ),
    );
    const all = [this.newest, ...found].flatMap((one) => one ?? []);
    this.newest = all.sort((one, other) => other.at - one.at)[0];
  }
}

async function newestOf(
  agent: Pick<RepositoryAgent, 'files' | 'readFile'>,
): Promise<Rehearsal | undefined> {
  const [name] = rehearsalFiles(await agent.files());
  const content = name === undefined ? undefined : await agent.readFile(name);
  return content === undefined ? undefined : (JSON.parse(content) as Rehearsal);
}
