import { describe, expect, it } from 'vitest';
import { parseThreshold, unmeasuredPart } from './threshold';

describe('parseThreshold', () => {
  it.each([
    ['p99>50ms', { of: null, metric: 'p99', operator: '>', limit: 50, unit: 'ms' }],
    [
      'write.p999 >= 1.5s',
      { of: 'write', metric: 'p999', operator: '>=', limit: 1500, unit: 'ms' },
    ],
    ['read.avg>250us', { of: 'read', metric: 'avg', operator: '>', limit: 0.25, unit: 'ms' }],
    [
      'single_insert.max>2s',
      { of: 'single_insert', metric: 'max', operator: '>', limit: 2000, unit: 'ms' },
    ],
    [
      'throughput<500',
      { of: null, metric: 'throughput', operator: '<', limit: 500, unit: 'ops/s' },
    ],
    [
      'read.throughput<=500ops/s',
      { of: 'read', metric: 'throughput', operator: '<=', limit: 500, unit: 'ops/s' },
    ],
    ['errors>0', { of: null, metric: 'errors', operator: '>', limit: 0, unit: '' }],
    ['error_rate>0.1%', { of: null, metric: 'error_rate', operator: '>', limit: 0.1, unit: '%' }],
    ['dropped>0', { of: null, metric: 'dropped', operator: '>', limit: 0, unit: '' }],
  ])('reads %s', (expression, threshold) => {
    expect(parseThreshold(expression)).toEqual({ expression, ...threshold });
  });

  it.each([
    [
      'p98>50ms',
      /Metric "p98" is unknown; allowed: p50, p90, p95, p99, p999, avg, max, throughput/,
    ],
    ['p99=50ms', /one of > >= < <=/],
    ['p99', /'p99>50ms'/],
    ['p99>fast', /a number with its unit/],
    ['p99>50', /Metric p99 needs a unit; allowed: ms, s, us/],
    ['p99>50%', /Metric p99 has the unit "%"; allowed: ms, s, us/],
    ['error_rate>0.1', /Metric error_rate needs a unit; allowed: %/],
    ['errors>1s', /Metric errors has the unit "s"; allowed: none/],
    ['throughput<5ms', /allowed: ops\/s/],
    ['write.dropped>0', /for the whole run/],
    ['', /It must be a metric/],
  ])('refuses "%s"', (expression, message) => {
    expect(() => parseThreshold(expression)).toThrow(message);
  });
});

describe('unmeasuredPart', () => {
  const reads = [
    { name: 'count_all', class: 'read' },
    { name: 'within_radius', class: 'spatial' },
  ] as const;

  it('names the parts of the run that there are', () => {
    const thresholds = ['count_all.p99>1s', 'wirte.p99>1s'].map(parseThreshold);
    expect(unmeasuredPart(thresholds, reads)).toBe(
      `threshold 'wirte.p99>1s': the run has no "wirte"; allowed: read, spatial, count_all, within_radius`,
    );
    expect(unmeasuredPart([parseThreshold('write.p99>1s')], reads)).toMatch(/has no "write"/);
  });

  it('lets everything pass that the run measures', () => {
    const fine = ['p99>1s', 'read.p99>1s', 'spatial.p99>1s', 'count_all.errors>0', 'dropped>0'];
    expect(unmeasuredPart(fine.map(parseThreshold), reads)).toBeUndefined();
  });
});
