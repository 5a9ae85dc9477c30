import type { Profile } from '../profile';
import { safeText } from '../statements/safe-text';
import { FUNCTIONS, SERVER, TABLES, VIEWS } from './catalogue-sql';
import type { SourceSession } from './open-source';
import { tableNotes, type SeenTable } from './table-notes';

/** What the catalogue tells. */
export type Catalogued = Pick<Profile, 'tables' | 'views' | 'functions' | 'notes'> & {
  readonly server: Omit<Profile['server'], 'address'>;
};

/** Reads the catalogue as of one moment. The parser is loaded. */
export async function readCatalogue(session: SourceSession): Promise<Catalogued> {
  await session.rows('the catalogue', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [server] = await session.rows<Catalogued['server']>('the server', SERVER);
  const tables = await session.rows<SeenTable>('the tables', TABLES);
  const views = await session.rows<{ name: string; text: string | null }>('the views', VIEWS);
  const functions = await session.rows<Profile['functions'][number]>('the functions', FUNCTIONS);
  await session.rows('the catalogue', 'COMMIT');
  if (server === undefined) throw new Error('the server says nothing of itself');
  return {
    server: { ...server, settings: server.settings ?? {} },
    tables: tables.map(({ table }) => table),
    views: views.map(({ name, text }) => ({ name, text: null, ...textOnly(text) })),
    functions,
    notes: tableNotes(tables),
  };
}

function textOnly(text: string | null): { text?: string } {
  const safe = safeText(text);
  return 'text' in safe ? safe : {};
}
