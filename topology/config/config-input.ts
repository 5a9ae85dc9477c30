import { CONFIG_KEYS } from './config-keys';
import type { RawConfig } from './config';

/**
 * Turns configuration as Pulumi holds it, objects by their first name part, into values by key:
 * `{ workers: { count: 3 } }` becomes `{ 'workers.count': 3 }`. A key whose own value is an object
 * (`postgres.worker`) keeps it. A key written with its dots wins over the same key in an object,
 * because that is what `pulumi config set workers.count 3` writes.
 *
 * @param values values by name without the project's namespace; objects already decoded
 */
export function flattenConfig(values: Readonly<Record<string, unknown>>): RawConfig {
  const flat: Record<string, unknown> = {};
  const dotted = Object.keys(values).filter((name) => name.includes('.'));
  const nested = Object.keys(values).filter((name) => !name.includes('.'));
  for (const name of [...nested, ...dotted]) flatten(name, values[name], flat);
  return flat;
}

function flatten(name: string, value: unknown, into: Record<string, unknown>): void {
  if (isObject(value) && !(name in CONFIG_KEYS)) {
    for (const [part, child] of Object.entries(value)) flatten(`${name}.${part}`, child, into);
  } else {
    into[name] = value;
  }
}

/** Decodes a value as Pulumi stores it: objects and arrays are JSON text, all else is itself. */
export function decodeConfigValue(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
