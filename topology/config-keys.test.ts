import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_KEYS, CONFIG_NAMESPACE } from './config-keys';

describe('Pulumi.yaml', () => {
  it('declares every key with its type, default and description, and no other', () => {
    const file = readFileSync(path.join(__dirname, '..', 'Pulumi.yaml'), 'utf8');
    const declared: unknown = (parse(file) as { config: unknown }).config;
    expect(declared).toEqual(
      Object.fromEntries(
        Object.entries(CONFIG_KEYS).map(([name, key]) => [
          `${CONFIG_NAMESPACE}:${name}`,
          { ...key },
        ]),
      ),
    );
  });
});
