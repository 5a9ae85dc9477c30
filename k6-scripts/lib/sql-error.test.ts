import { describe, expect, it } from 'vitest';
import { classifyError, needsNewConnection } from './sql-error';

describe('classifyError', () => {
  it.each([
    ['ERROR: relation "x" does not exist (SQLSTATE 42P01)', 'statement', '42P01'],
    [
      'FATAL: terminating connection due to administrator command (SQLSTATE 57P01)',
      'connection',
      '57P01',
    ],
    ['ERROR: canceling statement due to statement timeout (SQLSTATE 57014)', 'timeout', '57014'],
    [
      'ERROR: cannot execute INSERT in a read-only transaction (SQLSTATE 25006)',
      'read_only',
      '25006',
    ],
    ['ERROR: deadlock detected (SQLSTATE 40P01)', 'retryable', '40P01'],
    ['FATAL: sorry, too many clients already (SQLSTATE 53300)', 'resources', '53300'],
    ['ERROR: connection failure (SQLSTATE 08006)', 'connection', '08006'],
    ['timeout: context deadline exceeded', 'timeout', null],
    ['unexpected EOF', 'connection', null],
    [
      'timeout: read tcp 10.0.0.9:41512->10.0.0.1:5432: read: connection timed out',
      'connection',
      null,
    ],
    [
      'failed to connect to `user=a database=b`: dial error: connection refused',
      'connection',
      null,
    ],
  ])('%s is of class %s', (message, errorClass, sqlstate) => {
    expect(classifyError(message)).toEqual({ errorClass, sqlstate });
  });

  it('asks for a new connection where the old one is lost or leads to the wrong node', () => {
    expect(needsNewConnection('connection')).toBe(true);
    expect(needsNewConnection('read_only')).toBe(true);
    expect(needsNewConnection('statement')).toBe(false);
    expect(needsNewConnection('retryable')).toBe(false);
  });
});
