import { describe, expect, it } from 'vitest';
import type { Rehearsal, RehearsedCheck } from '../../manager/backup/proofs/rehearsal';
import { rehearsalLines, verdictText } from './rehearsal-lines';

const check = (name: string, differs: Partial<RehearsedCheck> = {}): RehearsedCheck => ({
  ...{ check: name, result: 'passed', findings: ['all is well'], ms: 1200, ...differs },
});
const rehearsal = (...checks: readonly RehearsedCheck[]): Rehearsal => ({
  ...{ version: 1, at: 0, point: { name: 'point-x', at: Date.now() } },
  verdict: checks.some(({ result }) => result === 'failed') ? 'failed' : 'proved',
  ...{ rowsMs: 41_000, standbysMs: 70_000, totalMs: 90_000, checks },
});

describe('a rehearsal', () => {
  it('tells what it took, what was found, and its verdict', () => {
    const text = rehearsalLines('dev', rehearsal(check('pages'), check('rows')));
    expect(text).toMatch(/^rows can be read after +41\.0 s$/m);
    expect(text).toMatch(/^standbys are back after +1 min 10 s$/m);
    expect(text).toMatch(/^pages +passed +1\.2 s +all is well$/m);
    expect(text).toMatch(/\nrestore of stack "dev" to point-x of .*: proved$/);
  });

  it('tells the first of many findings', () => {
    const findings = Array.from({ length: 9 }, (_, n) => `shard ${n} differs`);
    const text = rehearsalLines('dev', rehearsal(check('rows', { result: 'failed', findings })));
    expect(text).toMatch(/shard 4 differs; and 4 more$/m);
    expect(text).toMatch(/: failed: rows: shard 0 differs$/);
  });

  it('tells a restore that did not come to its end', () => {
    const failed = { result: 'failed', findings: ['no room'] } as const;
    const { point, ...rest } = rehearsal(check('restore', failed));
    const text = rehearsalLines('dev', { ...rest, point, rowsMs: null, standbysMs: null });
    expect(text).not.toContain('rows can be read');
    expect(text).toMatch(/: failed: restore: no room$/);
  });

  it('says what was left out', () => {
    const left = check('rows', { result: 'left out' });
    expect(verdictText(rehearsal(check('pages'), left))).toBe('proved but for rows, left out');
  });
});
