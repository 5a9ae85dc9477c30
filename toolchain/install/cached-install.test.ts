import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedFolder, installIntoCache } from './cached-install';

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'cache-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const fillWith = (text: string) => (folder: string) => {
  writeFileSync(join(folder, 'tool'), text);
  return Promise.resolve();
};

describe('installIntoCache', () => {
  it('fills the folder once', async () => {
    const folder = await installIntoCache('tool-1.0', fillWith('first'));
    await installIntoCache('tool-1.0', () => Promise.reject(new Error('called again')));
    expect(folder).toBe(join(cache, 'citus-cluster', 'tool-1.0'));
    expect(readFileSync(join(folder, 'tool'), 'utf8')).toBe('first');
  });

  it('leaves nothing of an installation that failed', async () => {
    const failing = installIntoCache('tool-1.0', async (folder) => {
      await fillWith('half')(folder);
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    expect(existsSync(cachedFolder('tool-1.0'))).toBe(false);
    expect(readdirSync(join(cache, 'citus-cluster'))).toEqual([]);
  });

  it('is safe when two install at once', async () => {
    const folders = await Promise.all([
      installIntoCache('tool-1.0', fillWith('a')),
      installIntoCache('tool-1.0', fillWith('b')),
    ]);
    expect(new Set(folders).size).toBe(1);
    expect(readdirSync(join(cache, 'citus-cluster'))).toEqual(['tool-1.0']);
  });
});
