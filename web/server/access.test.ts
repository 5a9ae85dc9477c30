import { describe, expect, it } from 'vitest';
import { isOwnHost, isSameOrigin, sameSecret, secretsOf } from './access';

describe('secretsOf', () => {
  it('makes the same of the same key, and nothing that tells the other', () => {
    const { token, cookie, cookieName } = secretsOf('key');
    expect(secretsOf('key')).toEqual({ token, cookie, cookieName });
    expect(secretsOf('yek').token).not.toBe(token);
    // Two servers at one host, by tunnels, keep their cookies apart.
    expect(secretsOf('yek').cookieName).not.toBe(cookieName);
    expect(token).not.toBe(cookie);
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('compares whole texts', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    for (const other of [undefined, '', 'ab', 'abd', 'abcd']) {
      expect(sameSecret(other, 'abc')).toBe(false);
    }
  });
});

describe('isOwnHost', () => {
  it.each(['127.0.0.1:8080', 'localhost:9000', 'LOCALHOST', '[::1]:8080', '10.1.2.3:8080', 'box'])(
    'answers %s',
    (host) => {
      expect(isOwnHost(host, ['box'])).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example:8080',
    '127.0.0.1:8080@evil.example',
    '[::1',
  ])('does not answer %s', (host) => {
    expect(isOwnHost(host, ['box'])).toBe(false);
  });
});

describe('isSameOrigin', () => {
  const own = {
    host: '127.0.0.1:8080',
    origin: undefined,
    publicOrigin: undefined,
    fetchSite: undefined,
    fetchMode: undefined,
  };

  it.each([
    ['POST', 'http://127.0.0.1:8080', 'same-origin', true],
    ['POST', 'http://127.0.0.1:8080', undefined, true],
    ['POST', 'http://127.0.0.1:9090', 'same-site', false],
    ['POST', 'https://evil.example', 'cross-site', false],
    ['POST', 'null', 'cross-site', false],
    ['POST', undefined, 'same-origin', false],
    ['POST', undefined, undefined, false],
    ['DELETE', 'http://evil.example', undefined, false],
    ['GET', undefined, undefined, true],
    ['GET', undefined, 'none', true],
    ['GET', undefined, 'same-origin', true],
    ['GET', undefined, 'cross-site', false],
    ['GET', undefined, 'same-site', false],
    ['GET', 'http://evil.example', 'cross-site', false],
  ])('%s from %s (%s): %s', (method, origin, fetchSite, expected) => {
    expect(isSameOrigin({ ...own, method, origin, fetchSite })).toBe(expected);
  });

  it.each([
    ['https://page.lan', '127.0.0.1:8080', true],
    ['https://page.lan', 'page.lan', true],
    ['http://page.lan', '127.0.0.1:8080', false],
    ['https://page.lan.evil.example', '127.0.0.1:8080', false],
  ])('takes a change from %s by a proxy that asks %s: %s', (origin, host, expected) => {
    const proxied = { ...own, method: 'POST', host, publicOrigin: 'https://page.lan' };
    expect(isSameOrigin({ ...proxied, origin })).toBe(expected);
  });

  it('lets links be followed, for the cookie to decide', () => {
    const link = { ...own, fetchSite: 'cross-site', fetchMode: 'navigate' };
    expect(isSameOrigin({ ...link, method: 'GET' })).toBe(true);
    expect(isSameOrigin({ ...link, method: 'POST', origin: 'http://evil.example' })).toBe(false);
  });
});
