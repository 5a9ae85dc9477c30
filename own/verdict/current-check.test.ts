import { expect, it } from 'vitest';
import { comparedStacks } from './compared-stacks';
import { isCheckOf } from './current-check';
import { findingsOf } from './findings.fixture';
import type { Copy } from '../copy/copy-file';

const { check, workload } = findingsOf(1);
const inStack = (stack: string, isSharded: boolean, at = '2026-11-28T09:00:00.000Z') =>
  ({ stack, isSharded, at }) as Copy['stacks'][number];
const stacks = [inStack('native', true), inStack('single', false), inStack('dev', true)];

it('is still of a workload while neither that nor the copy is another', () => {
  const names = ['single', 'native'];
  expect(isCheckOf(check, workload, { stacks }, names)).toBe(true);
  expect(isCheckOf(check, workload, { stacks }, [...names, 'dev'])).toBe(false);
  const [first, ...others] = workload.statements;
  const changed = { ...first, weight: 9 } as (typeof workload.statements)[number];
  expect(isCheckOf(check, { statements: [changed, ...others] }, { stacks }, names)).toBe(false);
  const later = [inStack('native', true, '2026-11-28T11:00:00.000Z')];
  expect(isCheckOf(check, workload, { stacks: later }, names)).toBe(false);
});

it('compares one server with stacks that have workers', () => {
  expect(comparedStacks({ stacks }, [])).toEqual(['single', 'native', 'dev']);
  expect(comparedStacks({ stacks }, ['dev', 'single'])).toEqual(['single', 'dev']);
  expect(() => comparedStacks({ stacks }, ['native', 'dev'])).toThrow(/one stack without workers/);
  expect(() => comparedStacks({ stacks }, ['single'])).toThrow(/one or more with them/);
  expect(() => comparedStacks({ stacks }, ['other'])).toThrow('stack "other" has no copy');
});
