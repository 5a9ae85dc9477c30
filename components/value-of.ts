import type * as pulumi from '@pulumi/pulumi';

/**
 * The value of an output; undefined where it stays unknown, as in a preview,
 * or of a resource that failed.
 */
export async function valueOf<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T> | undefined> {
  // Of a value that stays unknown `apply` would tell nothing. The SDK hides this from its types alone.
  const { isKnown } = output as unknown as { isKnown: Promise<boolean> };
  if (!(await isKnown)) return undefined;
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value as pulumi.Unwrap<T>);
    });
  });
}
