import { describe, expect, it } from 'vitest';
import { classifyError, classifySuccess, TimeLimitError } from './outcome';

function serverError(code: string, message = 'x') {
  return Object.assign(new Error(message), { code, severity: 'ERROR' });
}

describe('classifySuccess', () => {
  it('is acked without notices, and with harmless ones', () => {
    expect(classifySuccess([])).toMatchObject({ class: 'acked' });
    expect(classifySuccess([{ message: 'table is empty' }])).toMatchObject({ class: 'acked' });
  });

  it.each([
    { message: 'canceling wait for synchronous replication due to user request' },
    {
      message:
        'canceling the wait for synchronous replication and terminating connection due to administrator command',
    },
    {
      message: 'anders',
      detail:
        'The transaction has already committed locally, but might not have been replicated to the standby.',
    },
  ])('is unknown where the wait for the standby was cancelled: $message', (notice) => {
    expect(classifySuccess([{ message: 'first' }, notice])).toMatchObject({ class: 'unknown' });
  });
});

describe('classifyError', () => {
  it.each(['25006', '23505', '40001', '53300', '42P01'])(
    'is failed for the ordinary error %s',
    (code) => {
      expect(classifyError(serverError(code), true)).toMatchObject({
        class: 'failed',
        sqlstate: code,
      });
    },
  );

  it.each(['57P01', '57P02', '57014', '08006', '08001', '58030', 'XX000', '40003'])(
    'is unknown for %s after the statement was sent, failed before',
    (code) => {
      expect(classifyError(serverError(code), true)).toMatchObject({ class: 'unknown' });
      expect(classifyError(serverError(code), false)).toMatchObject({ class: 'failed' });
    },
  );

  it.each([
    new TimeLimitError(2000),
    Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    new Error('Connection terminated unexpectedly'),
  ])('is unknown for a connection lost after the statement was sent: %s', (error) => {
    expect(classifyError(error, true)).toMatchObject({ class: 'unknown', sqlstate: null });
    expect(classifyError(error, false)).toMatchObject({ class: 'failed', sqlstate: null });
  });

  it('keeps one line of the message', () => {
    expect(classifyError(serverError('42601', 'first\nsecond'), true).message).toBe('first');
  });
});
