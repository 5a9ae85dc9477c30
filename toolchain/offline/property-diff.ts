import { canonical } from './input-table';
import type { Input, InputTable } from './input-table';
import { isRecord } from './property-values';
import type { Properties, PropertyValue } from './property-values';

/** One property that differs between a resource's state and what the program asks for. */
export interface PropertyChange {
  /** property path: `memory`, `healthcheck.interval`, `ports[0].external` */
  path: string;
  kind: 'add' | 'delete' | 'update';
  /** true if this change needs a new resource */
  replaces: boolean;
}

/**
 * What has to change to get from `state` to `inputs`. A set is compared as a whole, because the
 * place of an element in it means nothing.
 *
 * @param state the resource's outputs as last written or read; its drift counts as a change
 * @param inputs the checked inputs of the program
 * @param ignored property paths the program ignores: `labels`, `healthcheck.interval`, `envs[*]`
 */
export function diffProperties(
  table: InputTable,
  state: Properties,
  inputs: Properties,
  ignored: readonly string[] = [],
): PropertyChange[] {
  const patterns = ignored.map(ignorePattern);
  return Object.entries(table)
    .flatMap(([name, input]) => diffValue(input, name, state[name], inputs[name], false))
    .filter(({ path }) => !patterns.some((pattern) => pattern.test(path)));
}

function diffValue(
  input: Input,
  path: string,
  old: PropertyValue | undefined,
  wanted: PropertyValue | undefined,
  parentReplaces: boolean,
): PropertyChange[] {
  if (input.computed === true && (wanted ?? null) === null) return [];
  const before = canonical(input, old);
  const after = canonical(input, wanted);
  if (sameValue(before, after)) return [];
  const replaces = parentReplaces || input.replaces === true;
  if (before === undefined) return [{ path, kind: 'add', replaces }];
  if (after === undefined) return [{ path, kind: 'delete', replaces }];
  if (input.type === 'object' && isRecord(old) && isRecord(wanted)) {
    return diffFields(input, `${path}.`, old, wanted, replaces);
  }
  if (input.type === 'list' && Array.isArray(old) && old.length === (wanted as unknown[]).length) {
    return (wanted as PropertyValue[]).flatMap((item, index) => {
      const oldItem = old[index] ?? null;
      const place = `${path}[${index}]`;
      if (isRecord(oldItem) && isRecord(item)) {
        return diffFields(input, `${place}.`, oldItem, item, replaces);
      }
      return sameValue(oldItem, item) ? [] : [{ path: place, kind: 'update' as const, replaces }];
    });
  }
  return [{ path, kind: 'update', replaces }];
}

function diffFields(
  input: Input,
  prefix: string,
  old: Record<string, PropertyValue>,
  wanted: Record<string, PropertyValue>,
  replaces: boolean,
): PropertyChange[] {
  return Object.entries(input.fields ?? {}).flatMap(([name, field]) =>
    diffValue(field, prefix + name, old[name], wanted[name], replaces),
  );
}

function sameValue(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `a[*].b` matches that property of every element, and everything below it. */
function ignorePattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\[*\\]', '\\[[^\\]]*\\]');
  return new RegExp(`^${escaped.replaceAll('*', '[^.[]*')}($|[.[])`);
}
