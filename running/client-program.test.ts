import { expect, it } from 'vitest';
import { uriOfEachHost } from '../topology/uri-hosts';
import { containedProgram, libpqEnvironment } from './client-program';

const CLEAR = 'postgresql://citus:p%40ss@127.0.0.1:5432/citus';

it('runs a program as it is for a cluster in clear', () => {
  const variables = libpqEnvironment(uriOfEachHost(CLEAR));
  expect(variables).toEqual({ PGHOST: '127.0.0.1', PGPORT: '5432', PGPASSWORD: 'p@ss' });
  expect(containedProgram('/bin/psql', { PGPASSWORD: 'p@ss' }, undefined)).toEqual({
    env: { PGPASSWORD: 'p@ss' },
    options: ['--env', 'PGPASSWORD', '--entrypoint', '/bin/psql'],
    command: [],
  });
});

it('has it verify its server by a file of the container, else', () => {
  const uri = `${CLEAR}?sslmode=verify-full&sslrootcert=/here/ca.pem`;
  const variables = libpqEnvironment(uriOfEachHost(uri));
  expect(variables).toMatchObject({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/here/ca.pem' });
  const { env, options, command } = containedProgram('/bin/psql', variables, 'PEM');
  expect(env).toMatchObject({ PGSSLROOTCERT: '/tmp/authorities.pem', TRUSTED_AUTHORITIES: 'PEM' });
  expect(options).toContain('TRUSTED_AUTHORITIES');
  expect([...options, ...command].join(' ')).not.toMatch(/PEM|p@ss/);
});

it('has libpq try several hosts, none of which may be silent for long', () => {
  const uri =
    'postgresql://citus:word@10.0.0.1:5432,10.0.0.2:5433/citus?sslmode=verify-full&connect_timeout=2';
  expect(libpqEnvironment(uriOfEachHost(uri))).toEqual({
    ...{ PGHOST: '10.0.0.1,10.0.0.2', PGPORT: '5432,5433', PGCONNECT_TIMEOUT: '2' },
    ...{ PGPASSWORD: 'word', PGSSLMODE: 'verify-full' },
  });
});
