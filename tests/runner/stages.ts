/** What a stage of `npm test` needs to be there. */
export type Need = 'engine' | 'citus' | 'chromium' | 'rig';

/** One stage of `npm test`: a program that passes or fails, or a Vitest project. */
export interface Stage {
  readonly name: string;
  readonly describes: string;
  /** A command that passes or fails as one test. */
  readonly command?: readonly [string, ...string[]];
  /** A Vitest project, or all that a `*` stands for, with a filter on its files; each of its tests counts. */
  readonly vitest?: { readonly project: string; readonly filter?: string };
  readonly needs?: readonly Need[];
  /** Whether it measures no time, and may run beside another such stage. */
  readonly sharesMachine?: boolean;
}

/** The stages, quick ones first. */
export const STAGES: readonly Stage[] = [
  {
    name: 'types',
    describes: 'type check',
    command: ['npm', 'run', '--silent', 'typecheck'],
    sharesMachine: true,
  },
  {
    name: 'lint',
    describes: 'ESLint and Prettier',
    command: ['npm', 'run', '--silent', 'lint'],
    sharesMachine: true,
  },
  { name: 'unit', describes: 'unit and component tests', vitest: { project: 'unit' } },
  {
    name: 'integration',
    describes: 'parts against the real engine, PostgreSQL, HAProxy and k6',
    vitest: { project: 'integration*' },
    needs: ['engine'],
  },
  {
    name: 'rig',
    describes: 'several Docker engines on this machine, cut off and brought back',
    vitest: { project: 'rig' },
    needs: ['engine', 'rig'],
  },
  {
    name: 'browser',
    describes: 'pages in headless Chromium',
    vitest: { project: 'browser' },
    needs: ['chromium'],
  },
  // The longest ones first, so that two at a time end together.
  sharing('tls', 'certificates and stages of TLS, changed under load'),
  sharing('backup', 'a dropped table that is restored in place'),
  sharing('native', 'stack native from up to down', ['engine', 'chromium']),
  sharing('grow', 'workers that come and go under load'),
  sharing('single', 'stack single from up to down'),
  sharing('passwords', 'all passwords changed under load'),
  sharing('change', 'a configuration that is held against the stack that exists'),
  sharing('own', 'from a PostgreSQL to a verdict, by one command'),
  sharing('example', "two clusters of somebody's own Pulumi program"),
  endToEnd('hosts', 'a stack over several hosts, some of which are lost', ['engine', 'rig']),
  endToEnd('dev', 'stack dev from up to down', ['engine', 'citus', 'chromium']),
  endToEnd('shared', 'stack shared from up to down', ['engine', 'citus']),
];

function endToEnd(name: string, describes: string, needs: readonly Need[]): Stage {
  return {
    ...{ name, describes, needs },
    vitest: { project: 'e2e', filter: `tests/e2e/${name}.test.ts` },
  };
}

/** One that brings up stacks and measures no time, or with limits that leave room for another one. */
function sharing(name: string, describes: string, needs: readonly Need[] = ['engine']): Stage {
  return { ...endToEnd(name, describes, needs), sharesMachine: true };
}

/** The stages in their order, those together that may share the machine. */
export function inTurns(stages: readonly Stage[]): readonly (readonly Stage[])[] {
  const turns: Stage[][] = [];
  for (const stage of stages) {
    const last = turns.at(-1);
    if (stage.sharesMachine === true && last?.[0]?.sharesMachine === true) last.push(stage);
    else turns.push([stage]);
  }
  return turns;
}
