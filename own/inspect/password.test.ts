import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPassword, passwordFor } from './password';

const LOGIN = { host: 'db', port: '5432', database: 'shop', user: 'me' };

describe('findPassword', () => {
  it.each([
    ['db:5432:shop:me:secret', 'secret'],
    ['# db:5432:shop:me:no\nother:*:*:*:no\n*:*:*:me:yes\n*:*:*:*:later', 'yes'],
    ['db:5432:shop:me:a\\:b\\\\c', 'a:b\\c'],
    ['db:5433:shop:me:no', undefined],
    ['', undefined],
  ])('%j', (text, password) => {
    expect(findPassword(text, LOGIN)).toBe(password);
  });
});

describe('passwordFor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-password-'));
  const [own, open] = [join(folder, 'own'), join(folder, 'open')];
  beforeAll(() => {
    writeFileSync(own, 'b:5432:shop:me:secret\n', { mode: 0o600 });
    writeFileSync(open, 'b:5432:shop:me:secret\n', { mode: 0o644 });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{ PGPASSWORD: 'told', PGPASSFILE: own }, 'told'],
    [{ PGPASSFILE: own }, 'secret'],
    [{ PGPASSFILE: open }, undefined],
    [{ PGPASSFILE: join(folder, 'gone') }, undefined],
  ])('%j', (variables, password) => {
    expect(passwordFor('postgres://me@a,b/shop', variables)).toBe(password);
  });
});
