import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS } from '../config/config-keys';
import { PASSWORD_NAMES } from '../config/password-names';
import { CHANGE_RULES } from './change-rules';
import { compareVersions } from './image-rule';

describe('CHANGE_RULES', () => {
  it('has a rule for every key and every password, in their order', () => {
    expect(Object.keys(CHANGE_RULES)).toEqual([
      ...Object.keys(CONFIG_KEYS),
      ...PASSWORD_NAMES.map((name) => `passwords.${name}`),
    ]);
  });

  it('is the table in docs/configuration.md', () => {
    const file = path.join(__dirname, '..', '..', 'docs', 'configuration.md');
    const text = readFileSync(file, 'utf8');
    const table = /<!-- changes:begin[^\n]*\n([^]*)<!-- changes:end/.exec(text)?.[1] ?? '';
    const rows = table.trim().split('\n').slice(2);
    const cells = rows.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(
      Object.entries(CHANGE_RULES).map(([key, { says }]) => [`\`${key}\``, says]),
    );
  });
});

describe('compareVersions', () => {
  it.each([
    ['13.2-1', '14.0-1', -1],
    ['14.0-1', '14.0-1', 0],
    ['14.1-1', '14.0-2', 1],
    ['14.0-10', '14.0-9', 1],
    ['14.0', '14.0-1', -1],
  ])('%s against %s', (one, other, sign) => {
    expect(Math.sign(compareVersions(one, other))).toBe(sign);
  });
});
