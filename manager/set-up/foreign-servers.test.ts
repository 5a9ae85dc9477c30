import { describe, expect, it } from 'vitest';
import { optionChanges, serverOptions } from './foreign-servers';
import { PLAN } from '../observe/observed.fixture';
import { tlsPlan } from '../tls/certificates.fixture';

describe('serverOptions', () => {
  it('names every node of the group and wants the one that can be written to', () => {
    const [, worker] = PLAN.groups;
    expect(worker && serverOptions(PLAN, worker)).toMatchObject({
      host: 'worker-1-a,worker-1-b',
      port: '5432,5432',
      target_session_attrs: 'read-write',
      dbname: 'citus',
      extensions: 'postgis',
    });
  });

  it('puts the primary first, with the port that is its own', () => {
    const [, worker] = PLAN.groups;
    expect(worker && serverOptions(PLAN, worker, 'worker-1-b')).toMatchObject({
      host: 'worker-1-b,worker-1-a',
      port: '5432,5432',
    });
  });

  it('verifies the worker where clients do, and goes back without a trace', () => {
    const [, worker] = PLAN.groups;
    if (worker === undefined) throw new Error('no worker');
    const clear = serverOptions({ ...PLAN, tls: undefined }, worker);
    const verified = serverOptions({ ...PLAN, tls: tlsPlan('verify') }, worker);
    expect(optionChanges(clear, verified)).toBe(
      `ADD "sslmode" 'verify-full', ADD "sslrootcert" '/certificates/current/authorities.pem', ` +
        `ADD "sslcert" '/certificates/current/certificate.pem', ADD "sslkey" '/certificates/current/key.pem'`,
    );
    expect(optionChanges(verified, clear)).toBe(
      'DROP "sslmode", DROP "sslrootcert", DROP "sslcert", DROP "sslkey"',
    );
    expect(serverOptions({ ...PLAN, tls: tlsPlan('accept') }, worker)).toEqual(clear);
  });
});

describe('optionChanges', () => {
  it('is empty where nothing differs', () => {
    expect(optionChanges({ host: 'a', port: '1' }, { port: '1', host: 'a' })).toBe('');
  });

  it('adds, sets and drops', () => {
    expect(optionChanges({ host: 'a', gone: 'x' }, { host: 'b', port: '1' })).toBe(
      `SET "host" 'b', ADD "port" '1', DROP "gone"`,
    );
  });

  it('quotes what a password may hold', () => {
    expect(optionChanges({}, { password: `it's "a" \\ b` })).toBe(
      `ADD "password"  E'it''s "a" \\\\ b'`,
    );
  });
});
