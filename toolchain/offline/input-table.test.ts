import { describe, expect, it } from 'vitest';
import { canonical, checkInputs, withDefaults } from './input-table';
import type { InputTable } from './input-table';
import { UNKNOWN } from './property-values';

const TABLE: InputTable = {
  name: { type: 'string', required: true },
  restart: { type: 'string', default: 'no', pattern: /^(no|always)$/ },
  memory: { type: 'number', minimum: 0 },
  start: { type: 'boolean', default: true },
  labels: { type: 'set', fields: { label: { type: 'string', required: true } } },
  ports: {
    type: 'list',
    fields: { internal: { type: 'number' }, ip: { type: 'string', default: '::' } },
  },
};

describe('checkInputs', () => {
  it('accepts what the table has, and what is not known yet', () => {
    expect(checkInputs('Box', TABLE, { name: 'a', labels: [{ label: 'x' }] })).toEqual([]);
    expect(checkInputs('Box', TABLE, { name: UNKNOWN, memory: UNKNOWN, ports: [UNKNOWN] })).toEqual(
      [],
    );
  });

  it.each([
    [{ name: 'a', gpus: 'all' }, 'gpus', /doesn't know the input 'gpus'/],
    [
      { name: 'a', labels: [{ label: 'x', color: 'y' }] },
      'labels[0].color',
      /doesn't know the input/,
    ],
    [{}, 'name', "Box needs the input 'name'"],
    [{ name: 'a', labels: [{}] }, 'labels[0].label', /needs the input/],
    [{ name: 1 }, 'name', "'name' of Box must be a string"],
    [{ name: 'a', restart: 'maybe' }, 'restart', /must be like/],
    [{ name: 'a', memory: -1 }, 'memory', /at least 0/],
    [{ name: 'a', ports: ['80'] }, 'ports', /list of objects/],
  ])('refuses %j, naming the property', (inputs, property, reason) => {
    const failures = checkInputs('Box', TABLE, inputs);
    expect(failures).toMatchObject([{ property }]);
    expect(failures[0]?.reason).toMatch(reason);
  });
});

describe('withDefaults', () => {
  it('fills in absent inputs at every depth', () => {
    expect(withDefaults(TABLE, { name: 'a', ports: [{ internal: 80 }] })).toEqual({
      name: 'a',
      restart: 'no',
      start: true,
      ports: [{ internal: 80, ip: '::' }],
    });
  });
});

describe('canonical', () => {
  it('has one form for absent, empty and zero', () => {
    for (const nothing of [undefined, null, 0, '', [], false]) {
      expect(canonical({ type: 'any' }, nothing)).toBeUndefined();
    }
  });

  it('tells false from absent where the default is true', () => {
    expect(canonical({ type: 'boolean', default: true }, undefined)).toBe(true);
    expect(canonical({ type: 'boolean', default: true }, false)).toBe(false);
  });

  it('sorts a set and keeps a list', () => {
    expect(canonical({ type: 'set' }, ['b', 'a'])).toEqual(['a', 'b']);
    expect(canonical({ type: 'list' }, ['b', 'a'])).toEqual(['b', 'a']);
  });
});
