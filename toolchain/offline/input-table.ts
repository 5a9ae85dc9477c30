import { isRecord, isUnknown } from './property-values';
import type { Properties, PropertyValue } from './property-values';

/** What a stand-in knows about one input of a resource. */
export interface Input {
  /** `set` is a list whose order means nothing; `object` has `fields`; `any` is taken as it is */
  type: 'string' | 'number' | 'boolean' | 'list' | 'set' | 'map' | 'object' | 'any';
  /** true if the program must give it */
  required?: boolean;
  /** what an absent input means */
  default?: PropertyValue;
  /** true if an absent input means "whatever the resource has": absence is then no change */
  computed?: boolean;
  /** true if a change needs a new resource; otherwise it is updated in place */
  replaces?: boolean;
  /** of an object, and of the objects in a list or set */
  fields?: InputTable;
  /** what a string must match */
  pattern?: RegExp;
  /** the least value of a number */
  minimum?: number;
}

/** A resource's inputs by name. */
export type InputTable = Readonly<Record<string, Input>>;

/** An input that cannot be accepted. */
export interface InputFailure {
  /** path of the property: `uploads[0].permissions` */
  property: string;
  reason: string;
}

/**
 * Everything wrong with a resource's inputs: unknown names, missing or mistyped values. Values that
 * are not known yet pass.
 *
 * @param what the resource's type, for the messages
 */
export function checkInputs(what: string, table: InputTable, inputs: Properties): InputFailure[] {
  return checkFields(what, table, inputs, '');
}

function checkFields(
  what: string,
  table: InputTable,
  values: Record<string, PropertyValue>,
  prefix: string,
): InputFailure[] {
  const failures: InputFailure[] = [];
  for (const [name, value] of Object.entries(values)) {
    const input = table[name];
    const path = prefix + name;
    if (input !== undefined) failures.push(...checkValue(what, input, value, path));
    else if (!name.startsWith('__')) {
      failures.push({
        property: path,
        reason: `the stand-in for ${what} doesn't know the input '${path}'; leave it out, or use the official plugin`,
      });
    }
  }
  for (const [name, input] of Object.entries(table)) {
    if (input.required === true && (values[name] ?? null) === null) {
      failures.push({
        property: prefix + name,
        reason: `${what} needs the input '${prefix}${name}'`,
      });
    }
  }
  return failures;
}

function checkValue(
  what: string,
  input: Input,
  value: PropertyValue,
  path: string,
): InputFailure[] {
  if (value === null || isUnknown(value)) return [];
  const wrong = (expected: string): InputFailure[] => [
    { property: path, reason: `'${path}' of ${what} must be ${expected}` },
  ];
  switch (input.type) {
    case 'any':
      return [];
    case 'string':
      if (typeof value !== 'string') return wrong('a string');
      return input.pattern !== undefined && !input.pattern.test(value)
        ? wrong(`like ${input.pattern.source}`)
        : [];
    case 'number':
      if (typeof value !== 'number') return wrong('a number');
      return value < (input.minimum ?? -Infinity) ? wrong(`at least ${input.minimum}`) : [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'map':
      return isRecord(value) ? [] : wrong('a map');
    case 'object':
      if (!isRecord(value)) return wrong('an object');
      return checkFields(what, input.fields ?? {}, value, `${path}.`);
    case 'list':
    case 'set': {
      if (!Array.isArray(value)) return wrong('a list');
      const fields = input.fields;
      if (fields === undefined) return [];
      return value.flatMap((item, index) => {
        if (isUnknown(item)) return [];
        if (!isRecord(item)) return wrong('a list of objects');
        return checkFields(what, fields, item, `${path}[${index}].`);
      });
    }
  }
}

/** The inputs with the defaults of absent ones filled in, at every depth. */
export function withDefaults(table: InputTable, inputs: Properties): Properties {
  const complete: Properties = {};
  for (const [name, input] of Object.entries(table)) {
    const value = inputs[name] ?? input.default;
    if (value === undefined || value === null) continue;
    complete[name] = fillIn(input, value);
  }
  return complete;
}

function fillIn(input: Input, value: PropertyValue): PropertyValue {
  const fields = input.fields;
  if (fields === undefined || isUnknown(value)) return value;
  if (Array.isArray(value)) {
    return value.map((item) => (isRecord(item) ? withDefaults(fields, item) : item));
  }
  return isRecord(value) ? withDefaults(fields, value) : value;
}

/**
 * One form for values that mean the same: absent, empty and zero are alike (the official provider's
 * SDK cannot tell them apart), defaults are filled in, sets are sorted.
 *
 * @returns undefined for "nothing"
 */
export function canonical(
  input: Input,
  value: PropertyValue | undefined,
): PropertyValue | undefined {
  const given = value ?? input.default ?? null;
  const zero = given === '' || given === 0 || given === false;
  if (given === null || (zero && input.default === undefined)) return undefined;
  if (isUnknown(given)) return given;
  if (Array.isArray(given)) {
    if (given.length === 0) return undefined;
    const items = given.map((item) => canonicalItem(input, item));
    return input.type === 'set' ? sortByText(items) : items;
  }
  if (!isRecord(given)) return given;
  const entries = Object.entries(canonicalItem(input, given) as Record<string, PropertyValue>);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function canonicalItem(input: Input, item: PropertyValue): PropertyValue {
  if (!isRecord(item)) return item;
  const fields = input.fields;
  const result: Record<string, PropertyValue> = {};
  for (const key of Object.keys(fields ?? item).sort()) {
    const field = fields?.[key] ?? { type: 'any' };
    const value = fields === undefined ? item[key] : canonical(field, item[key]);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function sortByText(items: PropertyValue[]): PropertyValue[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);
}
