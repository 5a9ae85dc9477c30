import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withAuthorities } from './trusted-authorities';

const CLEAR = 'postgresql://citus:word@127.0.0.1:5432/citus';
const VERIFIED = `${CLEAR}?sslmode=verify-full`;

describe('withAuthorities', () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'a cache+'));
    vi.stubEnv('XDG_CACHE_HOME', cache);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
  });

  const fileIn = (uri: string): string => new URL(uri).searchParams.get('sslrootcert') ?? '';

  it('leaves a URI alone that verifies nobody, or knows nobody to trust', () => {
    expect(withAuthorities(CLEAR, 'dev', 'PEM')).toBe(CLEAR);
    expect(withAuthorities(VERIFIED, 'dev', undefined)).toBe(VERIFIED);
  });

  it('names a file of the stack, as libpq reads paths', () => {
    const uri = withAuthorities(VERIFIED, 'dev', 'PEM');
    expect(readFileSync(fileIn(uri), 'utf8')).toBe('PEM');
    expect(uri).toContain('/a%20cache%2B');
    expect(fileIn(withAuthorities(VERIFIED, 'native', 'PEM'))).not.toBe(fileIn(uri));
  });

  it('names it once for several hosts', () => {
    const list = VERIFIED.replace('127.0.0.1:5432', '10.0.0.1:5432,10.0.0.2:5432');
    const uri = withAuthorities(list, 'dev', 'PEM');
    expect(uri.startsWith(`${list}&sslrootcert=/`)).toBe(true);
  });

  it('writes it only where it differs, and leaves nothing beside it', () => {
    const file = fileIn(withAuthorities(VERIFIED, 'dev', 'PEM'));
    const { ino } = statSync(file);
    withAuthorities(VERIFIED, 'dev', 'PEM');
    expect(statSync(file).ino).toBe(ino);
    withAuthorities(VERIFIED, 'dev', 'other');
    expect(readFileSync(file, 'utf8')).toBe('other');
    expect(readdirSync(join(cache, 'citus-cluster', 'authorities'))).toHaveLength(1);
  });
});
