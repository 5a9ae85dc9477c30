import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertProviderKind, providerKind } from './provider-mark';

const container = { type: 'docker:index/container:Container', outputs: { __standIn: true } };
const official = { type: 'docker:index/container:Container', outputs: { name: 'a' } };
const stack = { type: 'pulumi:pulumi:Stack' };

describe('providerKind', () => {
  it('tells by the resources that a plugin has made', () => {
    expect(providerKind([stack, container])).toBe('stand-in');
    expect(providerKind([stack, official])).toBe('official');
    expect(providerKind([stack])).toBeUndefined();
  });
});

describe('assertProviderKind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'provider-mark-'));
  mkdirSync(join(folder, '.pulumi/stacks/shop'), { recursive: true });
  const resources = [stack, container];
  const state = { checkpoint: { latest: { resources } } };
  writeFileSync(join(folder, '.pulumi/stacks/shop/dev.json'), JSON.stringify(state));

  it('refuses the other kind of plugins with the way out', () => {
    expect(() => {
      assertProviderKind(folder, 'shop', 'dev', 'official');
    }).toThrow(
      "stack dev was made with the stand-ins for its plugins, and this command would use Pulumi's official plugins; " +
        'take it down with the plugins that made it: CITUS_CLUSTER_PLUGINS=stand-in npm run down -- --stack dev',
    );
  });

  it('lets the same kind and a new stack pass', () => {
    assertProviderKind(folder, 'shop', 'dev', 'stand-in');
    assertProviderKind(folder, 'shop', 'other', 'official');
  });
});
