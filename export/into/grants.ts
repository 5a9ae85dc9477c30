import type { DumpEntry } from '../dump-entries';
import type { Refusal } from './step';

/** A role's name at the end of a grant, as SQL writes it. */
const ROLE =
  /\b(?:TO|FROM|FOR ROLE) ("(?:[^"]|"")+"|[\w$]+)(?: WITH GRANT OPTION)?(?: IN SCHEMA .*)?;$/;

/** Grants without those to roles that a target lacks. */
export interface KeptGrants {
  /** Entries some of whose statements are left out, by what they were. */
  readonly kept: ReadonlyMap<DumpEntry, DumpEntry>;
  /** One a role. */
  readonly refused: readonly Refusal[];
}

/** Divides the grants of a dump by whether the target has the role. */
export function grantsTo(entries: readonly DumpEntry[], roles: ReadonlySet<string>): KeptGrants {
  const kept = new Map<DumpEntry, DumpEntry>();
  const missing = new Set<string>();
  for (const entry of entries) {
    if (!['ACL', 'DEFAULT ACL'].includes(entry.type)) continue;
    const lines = entry.sql.split('\n').filter((line) => {
      const role = roleOf(line);
      if (role === undefined || roles.has(role)) return true;
      missing.add(role);
      return false;
    });
    kept.set(entry, { ...entry, sql: lines.join('\n').trim() });
  }
  const refused = [...missing].map((role) => ({
    what: `grants to role ${role}`,
    why: 'the stack has no such role; npm run roles makes one',
    canBeLeftOut: true,
  }));
  return { kept, refused };
}

function roleOf(line: string): string | undefined {
  const [, name] = ROLE.exec(line) ?? [];
  if (name === undefined || name === 'PUBLIC') return undefined;
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
