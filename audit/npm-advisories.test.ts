import { expect, it } from 'vitest';
import { readAdvisories } from './npm-advisories';

it('counts packages with advisories', () => {
  const vulnerabilities = { info: 0, low: 1, high: 2, total: 3 };
  const { counts, said } = readAdvisories(JSON.stringify({ metadata: { vulnerabilities } }));
  expect(counts).toEqual({ info: 0, low: 1, high: 2 });
  expect(said).toBe('npm packages with advisories: 1 low, 2 high');
});

it('takes a registry that does not answer for no good news', () => {
  const refused = readAdvisories('{ "message": "405 Method Not Allowed" }');
  expect(refused.said).toBe('advisories of npm packages are unknown: 405 Method Not Allowed');
  expect(refused.counts).toBeUndefined();
  expect(readAdvisories('').said).toMatch(/unknown/);
});
