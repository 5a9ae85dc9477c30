import { describe, expect, it } from 'vitest';
import { sqlAbility } from './k6';

describe('sqlAbility', () => {
  it('sees extensions that are built in', () => {
    const version = `k6 v0.57.0 (go1.23.0, linux/amd64)
Extensions:
  github.com/grafana/xk6-sql v1.0.5, k6/x/sql [js]
  github.com/grafana/xk6-sql-driver-postgres v0.1.1, k6/x/sql/driver/postgres [js]`;
    expect(sqlAbility(version)).toBe('built-in');
  });

  it.each([
    ['k6 v1.8.1 (commit/devel, go1.26.0, linux/amd64)', 'provisions'],
    ['k6 v1.2.0', 'provisions'],
    ['k6 v1.1.9', undefined],
    ['k6 v0.57.0', undefined],
    ['not a version', undefined],
  ])('%s: %s', (version, ability) => {
    expect(sqlAbility(version)).toBe(ability);
  });
});
