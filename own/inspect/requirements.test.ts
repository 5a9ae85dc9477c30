import { describe, expect, it } from 'vitest';
import { refusalOf, type Facts } from './requirements';

const FIT: Facts = {
  ...{ version: '14.2', versionNumber: 140_002, role: 'reader', seesStatements: true },
  ...{ extension: '1.9', schema: 'public' },
};

describe('refusalOf', () => {
  it('takes PostgreSQL 14 with pg_stat_statements', () => {
    expect(refusalOf(FIT, 'db')).toBeUndefined();
    expect(refusalOf({ ...FIT, extension: '1.12' }, 'db')).toBeUndefined();
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    ['an old server', { version: '13.9', versionNumber: 130_009 }, /^db is PostgreSQL 13.9; 14 or/],
    ['no extension', { extension: null }, /has no pg_stat_statements.*CREATE EXTENSION/],
    ['an old extension', { extension: '1.8' }, /pg_stat_statements 1.8; ALTER EXTENSION/],
    ['a blind role', { seesStatements: false }, /^reader does not see.*GRANT pg_monitor/],
  ])('refuses %s', (_, facts, message) => {
    expect(refusalOf({ ...FIT, ...facts }, 'db')?.message).toMatch(message);
  });
});
