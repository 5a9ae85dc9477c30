import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../words/user-error';
import { PROJECT_ROOT } from '../paths';

/** The stacks that have a configuration file, sorted. */
export function listStacks(root: string = PROJECT_ROOT): string[] {
  return readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** Path of a stack's configuration file, whether or not it is there. */
export function stackFile(stack: string, root: string = PROJECT_ROOT): string {
  return join(root, `Pulumi.${stack}.yaml`);
}

/**
 * Refuses a stack that has no configuration file.
 *
 * @throws UserError listing the stacks there are
 */
export function requireStackFile(stack: string, root: string = PROJECT_ROOT): void {
  if (existsSync(stackFile(stack, root))) return;
  throw new UserError(
    `stack "${stack}" has no Pulumi.${stack}.yaml`,
    `stacks here: ${listStacks(root).join(', ')}; copy one of their files to make another`,
  );
}
