import { VALUES_ALIKE } from '../../export/long-session';

/**
 * Settings of a copy's sessions on the source: nothing is written, locks are given up soon, rows that
 * somebody may not see are an error. How long a statement takes depends on the rows.
 */
export const COPY_SESSION = [
  'default_transaction_read_only=on',
  'statement_timeout=0',
  'lock_timeout=2s',
  'idle_in_transaction_session_timeout=10min',
  'row_security=off',
  ...VALUES_ALIKE,
];

/** What begins a transaction of a moment. */
export const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
