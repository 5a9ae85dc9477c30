import { listStacks } from '../../toolchain/pulumi/stack-files';
import { notFound } from './http-problem';

/** A request about a stack. */
export interface OfStack {
  readonly Params: { readonly stack: string };
}

/**
 * The stack that a request names.
 *
 * @param root the project's folder
 * @throws HttpProblem (404) where there is none of that name
 */
export function knownStack(
  root: string,
  { params }: { readonly params: OfStack['Params'] },
): string {
  const known = listStacks(root);
  if (known.includes(params.stack)) return params.stack;
  throw notFound(`there is no stack "${params.stack}"`, `stacks: ${known.join(', ')}`);
}
