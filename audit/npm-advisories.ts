import { capture } from '../toolchain/child-process';
import { packagePath } from '../toolchain/paths';

/** What the registry knows against this project's npm packages. */
export interface NpmAdvisories {
  /** Packages with an advisory, by severity; undefined where the registry does not answer. */
  readonly counts?: Readonly<Record<string, number>>;
  /** In words. */
  readonly said: string;
}

/** Asks npm's registry, which not every mirror can answer. */
export async function npmAdvisories(): Promise<NpmAdvisories> {
  const words = ['audit', '--json', '--package-lock-only'];
  return readAdvisories((await capture('npm', words, { cwd: packagePath() })).stdout);
}

/** Reads what `npm audit --json` printed. */
export function readAdvisories(text: string): NpmAdvisories {
  const { metadata, message } = readJson(text) ?? {};
  if (metadata === undefined) {
    return { said: `advisories of npm packages are unknown: ${message ?? 'npm says nothing'}` };
  }
  const { total = 0, ...counts } = metadata.vulnerabilities;
  const known = Object.entries(counts).filter(([, count]) => count > 0);
  const words = known.map(([severity, count]) => `${count} ${severity}`).join(', ');
  return {
    counts,
    said: total === 0 ? 'no advisory for npm packages' : `npm packages with advisories: ${words}`,
  };
}

interface Answer {
  readonly message?: string;
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
}

function readJson(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}
