import type { Actor } from './preflight';
import { capture } from '../toolchain/child-process';
import { programOwner, readOwner } from '../toolchain/pulumi/owner';
import { PROJECT_ROOT } from '../toolchain/paths';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { readStackState, stateFile } from '../toolchain/pulumi/stack-state';

const EXPORT = ['stack', 'export', '--stack'];

/** This checkout, as a command that runs Pulumi acts on a stack. */
export function commandActor(stack: string, pulumi: Pulumi): Actor {
  const backend = pulumi.env['PULUMI_BACKEND_URL'];
  return {
    owner: readOwner(backend),
    readState: () =>
      readStackState(stack, stateFile(stack, backend), () => pulumi.capture([...EXPORT, stack])),
  };
}

/**
 * A program that makes a cluster, as it acts on its own stack: its backend is that of the CLI which
 * runs it.
 */
export function programActor(
  project: string,
  stack: string,
  env: NodeJS.ProcessEnv = process.env,
): Actor {
  const backend = env['PULUMI_BACKEND_URL'];
  // Without one in sight the CLI knows by whom its user is logged in.
  const file = backend ? stateFile(stack, backend, project) : undefined;
  const cwd = process.cwd();
  const exportState = () =>
    capture('pulumi', ['--non-interactive', ...EXPORT, stack], { env, cwd });
  return {
    owner: cwd === PROJECT_ROOT ? readOwner(backend) : programOwner(cwd, project, backend),
    readState: () => readStackState(stack, file, exportState),
  };
}
