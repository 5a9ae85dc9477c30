import { expect, it } from 'vitest';
import { containedProgram, libpqEnvironment } from './client-program';

const CLEAR = 'postgresql://citus:p%40ss@127.0.0.1:5432/citus';

it('runs a program as it is for a cluster in clear', () => {
  const variables = libpqEnvironment(new URL(CLEAR));
  expect(variables).toEqual({ PGPASSWORD: 'p@ss' });
  expect(containedProgram('/bin/psql', variables, undefined)).toEqual({
    env: { PGPASSWORD: 'p@ss' },
    options: ['--env', 'PGPASSWORD', '--entrypoint', '/bin/psql'],
    command: [],
  });
});

it('has it verify its server by a file of the container, else', () => {
  const uri = new URL(`${CLEAR}?sslmode=verify-full&sslrootcert=/here/ca.pem`);
  const variables = libpqEnvironment(uri);
  expect(variables).toMatchObject({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/here/ca.pem' });
  const { env, options, command } = containedProgram('/bin/psql', variables, 'PEM');
  expect(env).toMatchObject({ PGSSLROOTCERT: '/tmp/authorities.pem', TRUSTED_AUTHORITIES: 'PEM' });
  expect(options).toContain('TRUSTED_AUTHORITIES');
  expect([...options, ...command].join(' ')).not.toMatch(/PEM|p@ss/);
});
