import type { Actor } from '../preflight/preflight';
import { capture } from '../toolchain/child-process';
import { readOwner } from '../toolchain/pulumi/owner';
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

/** This checkout, as the program acts on a stack: its backend is that of the CLI which runs it. */
export function programActor(stack: string, env: NodeJS.ProcessEnv = process.env): Actor {
  const backend = env['PULUMI_BACKEND_URL'];
  // Without one in sight the CLI knows by whom its user is logged in.
  const file = backend ? stateFile(stack, backend) : undefined;
  const exportState = () =>
    capture('pulumi', ['--non-interactive', ...EXPORT, stack], { env, cwd: PROJECT_ROOT });
  return {
    owner: readOwner(backend),
    readState: () => readStackState(stack, file, exportState),
  };
}
