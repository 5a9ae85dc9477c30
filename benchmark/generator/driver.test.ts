import { describe, expect, it } from 'vitest';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { connectionString } from './driver';

const URI = 'postgresql://citus:p%40ss%2Fword@127.0.0.1:5432/citus';

describe('connectionString', () => {
  it('keeps who, where and the password, and bounds the wait for a connection', () => {
    const url = new URL(connectionString(URI, 'pgx'));
    expect(decodeURIComponent(url.password)).toBe('p@ss/word');
    expect([url.username, url.host, url.pathname]).toEqual(['citus', '127.0.0.1:5432', '/citus']);
    expect(url.searchParams.get('connect_timeout')).toBe('10');
  });

  it('tells lib/pq in its own way, and no driver what it does not know', () => {
    const parameters = new URL(connectionString(URI, 'lib/pq')).searchParams;
    expect(parameters.get('binary_parameters')).toBe('yes');
    expect(new URL(connectionString(URI, 'pgx')).searchParams.has('binary_parameters')).toBe(false);
  });

  it('leaves a demand for TLS alone', () => {
    const url = new URL(connectionString(`${URI}?sslmode=require`, 'pgx'));
    expect(url.searchParams.get('sslmode')).toBe('require');
  });

  it('calls the server by its address elsewhere, where the file of the authorities is not', () => {
    const verified = `${URI}?sslmode=verify-full&sslrootcert=/some/where.pem`;
    const here = new URL(connectionString(verified, 'lib/pq'));
    expect(here.searchParams.get('sslrootcert')).toBe('/some/where.pem');
    const there = new URL(connectionString(verified, 'pgx', { address: 'db.lan' }));
    expect(there.hostname).toBe('db.lan');
    expect(there.searchParams.get('sslmode')).toBe('verify-full');
    expect(there.searchParams.has('sslrootcert')).toBe(false);
  });

  it('lists several hosts, none of which is waited for for long', () => {
    const list = URI.replace('127.0.0.1:5432', '10.0.0.1:5432,10.0.0.2:5432');
    const [first, second] = uriOfEachHost(connectionString(`${list}?sslmode=verify-full`, 'pgx'));
    expect([first.host, second?.host]).toEqual(['10.0.0.1:5432', '10.0.0.2:5432']);
    expect(first.searchParams.get('connect_timeout')).toBe('2');
    expect(first.searchParams.get('sslmode')).toBe('verify-full');
    expect(connectionString(list, 'pgx', { address: null })).toContain('@10.0.0.1:5432,10.0.0.2:');
    const there = new URL(connectionString(list, 'pgx', { address: 'db.lan' }));
    expect([there.host, there.searchParams.get('connect_timeout')]).toEqual(['db.lan:5432', '10']);
  });

  it('writes spaces as libpq reads them', () => {
    expect(connectionString(URI, 'pgx')).not.toContain('+');
  });
});
