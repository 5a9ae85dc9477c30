import { describe, expect, it } from 'vitest';
import { uriOfAllHosts, uriOfEachHost } from './uri-hosts';

const LIST =
  'postgresql://citus:p%40ss%2Fword@10.0.0.1:5432,10.0.0.2:5433/citus?sslmode=verify-full';

describe('uriOfEachHost', () => {
  it('gives one URI a host, in order, alike in all else', () => {
    expect(uriOfEachHost(LIST).map(String)).toEqual([
      'postgresql://citus:p%40ss%2Fword@10.0.0.1:5432/citus?sslmode=verify-full',
      'postgresql://citus:p%40ss%2Fword@10.0.0.2:5433/citus?sslmode=verify-full',
    ]);
  });

  it.each([
    'postgresql://citus:word@127.0.0.1:5432/citus',
    'postgres://db.lan/citus?application_name=a,b@c:1',
    'postgresql://me@[::1]:5432/db',
  ])('gives %s as it is', (uri) => {
    expect(uriOfEachHost(uri).map(String)).toEqual([uri]);
    expect(uriOfAllHosts(uriOfEachHost(uri))).toBe(uri);
  });

  it('refuses what is no URI', () => {
    expect(() => uriOfEachHost('host=a,b dbname=c')).toThrow(TypeError);
  });
});

describe('uriOfAllHosts', () => {
  it('puts together what was taken apart, with what the first was given', () => {
    const uris = uriOfEachHost(LIST);
    expect(uriOfAllHosts(uris)).toBe(LIST);
    uris[0].searchParams.set('connect_timeout', '2');
    expect(uriOfAllHosts(uris)).toBe(`${LIST}&connect_timeout=2`);
  });
});
