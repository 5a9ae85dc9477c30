import { loadModule } from 'libpg-query';
import { now, sleep } from '../../words/clock';
import { formatDuration } from '../../words/duration';
import { profileSchema, type Profile } from '../profile';
import { keptStatements } from './kept-statements';
import { openSource, type SourceSession } from './open-source';
import { readCatalogue } from './read-catalogue';
import { readReset, readStatements } from './read-statements';
import { readRequirements } from './requirements';
import type { Source } from './source';

/** How a database is looked at. */
export interface Inspection {
  /** Between the two readings of statements, ms. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** What else is done between the readings, once the first has gone well; the second waits for it. */
  readonly meanwhile?: () => Promise<void>;
  /** Is told how far it is. */
  readonly say: (line: string) => void;
}

/**
 * Looks at a database, by one session at a time that writes nothing, and that is closed while it waits.
 *
 * @throws UserError where something can't be read
 */
export async function inspectSource(
  source: Source,
  { intervalMs, signal, meanwhile, say }: Inspection,
): Promise<Profile> {
  await loadModule();
  const first = await visit(source, signal, async (session) => {
    const schema = await readRequirements(session, source.address);
    const before = await readStatements(session, schema, false);
    return { schema, before, startedAt: now(), ...(await readCatalogue(session)) };
  });
  const { schema, before, startedAt, server, ...catalogue } = first;
  const again = `in ${formatDuration(intervalMs)}${meanwhile === undefined ? '' : ' at the earliest'}`;
  say(`${catalogue.tables.length} tables; statements are read again ${again}`);
  await meanwhile?.();
  await sleep(startedAt + intervalMs - now(), signal);
  signal.throwIfAborted();
  return visit(source, signal, async (session) => {
    const after = await readStatements(session, schema, true);
    const reset = await readReset(session, schema);
    return profileSchema.parse({
      format: 1,
      takenAt: new Date().toISOString(),
      server: { address: source.address, ...server },
      ...catalogue,
      statements: {
        intervalMs: now() - startedAt,
        ...reset,
        list: keptStatements(before, after),
      },
    });
  });
}

async function visit<R>(
  source: Source,
  signal: AbortSignal,
  look: (session: SourceSession) => Promise<R>,
): Promise<R> {
  const session = await openSource(source, signal);
  try {
    return await look(session);
  } finally {
    await session.end();
  }
}
