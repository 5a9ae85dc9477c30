import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../words/user-error';
import { lastLine, type RunResult } from '../child-process';
import { STATE_FOLDER } from '../paths';

/** The project's name in Pulumi.yaml. */
export const PROJECT = 'citus-cluster';

/** A resource in Pulumi's state. */
export interface StateResource {
  /** `docker:index/container:Container` */
  readonly type: string;
  /** Ends with its name. */
  readonly urn?: string;
  /** The provider's id; missing for components, and while it is being created. */
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What a state says of a stack's resources. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** Those whose creation had begun when a deployment was cut off: they may be there or not. */
  readonly pending: readonly StateResource[];
}

interface Snapshot {
  readonly resources?: readonly StateResource[] | null;
  readonly pending_operations?: readonly { resource: StateResource; type: string }[] | null;
}

/**
 * Where a stack's state is; undefined where that is no local file.
 *
 * @param backend URL of Pulumi's backend; default the project's own folder
 * @param project whose stack it is; default this one
 */
export function stateFile(
  stack: string,
  backend: string | undefined,
  project = PROJECT,
): string | undefined {
  if (backend && !backend.startsWith('file:///')) return undefined;
  const folder = backend ? fileURLToPath(backend) : STATE_FOLDER;
  return join(folder, '.pulumi', 'stacks', project, `${stack}.json`);
}

/**
 * A stack's state: from its file where it has one, else from Pulumi.
 *
 * @param file the state's file, if the backend keeps files
 * @param exportState runs `pulumi stack export` for the stack
 * @throws UserError if Pulumi can't tell either
 */
export async function readStackState(
  stack: string,
  file: string | undefined,
  exportState: () => Promise<RunResult>,
): Promise<StackState> {
  if (file !== undefined && existsSync(file)) {
    const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as {
      checkpoint?: { latest?: Snapshot | null };
    };
    return stateOf(checkpoint?.latest);
  }
  const { code, stdout, stderr } = await exportState();
  if (code === 0) return stateOf((JSON.parse(stdout) as { deployment?: Snapshot }).deployment);
  if (/no stack named/.test(stderr)) return stateOf(undefined);
  throw new UserError(`the state of stack "${stack}" can't be read: ${lastLine(stderr)}`);
}

function stateOf(snapshot: Snapshot | null | undefined): StackState {
  return {
    resources: snapshot?.resources ?? [],
    pending: (snapshot?.pending_operations ?? [])
      .filter(({ type }) => type === 'creating')
      .map(({ resource }) => resource),
  };
}
