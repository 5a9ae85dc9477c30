/** The name that comes most often, of several the first. */
export function mostOften(names: readonly (string | undefined)[]): string | undefined {
  const count = (name: string): number => names.filter((one) => one === name).length;
  return names
    .filter((name) => name !== undefined)
    .reduce<string | undefined>(
      (most, name) => (most === undefined || count(name) > count(most) ? name : most),
      undefined,
    );
}
