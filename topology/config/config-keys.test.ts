import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ConfigKey } from './config-key';
import { CONFIG_KEYS } from './config-keys';
import { CONFIG_NAMESPACE } from './config-namespace';

const KEYS: Record<string, ConfigKey> = CONFIG_KEYS;

describe('Pulumi.yaml', () => {
  it('declares every key with its type, default and description, and no other', () => {
    const file = readFileSync(path.join(__dirname, '..', '..', 'Pulumi.yaml'), 'utf8');
    const declared: unknown = (parse(file) as { config: unknown }).config;
    expect(declared).toEqual(
      Object.fromEntries(
        Object.entries(CONFIG_KEYS).map(([name, key]) => [
          `${CONFIG_NAMESPACE}:${name}`,
          { type: key.type, default: key.default, description: key.description },
        ]),
      ),
    );
  });
});

describe('docs/configuration.md', () => {
  it('lists every key with its type, default and description', () => {
    const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
    const table = /<!-- keys:begin[^\n]*\n([^]*)<!-- keys:end/.exec(text)?.[1] ?? '';
    const rows = table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(
      Object.entries(KEYS).map(([name, { type, default: value, description }]) => [
        `\`${name}\``,
        type,
        value === '' ? 'empty' : `\`${typeof value === 'object' ? '{}' : value}\``,
        description,
      ]),
    );
  });
});
