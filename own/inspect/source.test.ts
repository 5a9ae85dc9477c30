import { describe, expect, it } from 'vitest';
import { parseSource } from './source';

describe('parseSource', () => {
  it('names the database, and has every session read only', () => {
    const { uri, address } = parseSource('postgres://me@db:5432/shop?sslmode=require');
    expect(address).toBe('me@db:5432/shop');
    const { options, sslmode } = Object.fromEntries(new URL(uri).searchParams);
    expect(options).toMatch(/^-c default_transaction_read_only=on /);
    expect(sslmode).toBe('require');
  });

  it('keeps several hosts, and options of its user', () => {
    const { uri, address } = parseSource(
      'postgresql://me@a:1,b:2/shop?options=-c%20search_path%3Dapp',
    );
    expect(address).toBe('me@a:1,b:2/shop');
    expect(uri).toMatch(/@a:1,b:2\/shop\?options=-c\+search_path%3Dapp\+-c\+default_/);
  });

  it.each(['', 'db.example.net', 'mysql://db/shop', 'postgres://[/shop'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseSource(text)).toThrow(/^--source is no URI of a database; it is like/);
    },
  );

  it.each(['postgres://me:secret@db/shop', 'postgres://db/shop?password=secret'])(
    'refuses a password without repeating it: %s',
    (text) => {
      expect(() => parseSource(text)).toThrow(/^--source has a password, .*PGPASSFILE/);
      expect(() => parseSource(text)).not.toThrow(/secret/);
    },
  );
});
