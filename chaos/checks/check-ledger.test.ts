import { describe, expect, it } from 'vitest';
import { checkLedger } from './check-ledger';
import type { WrittenKey } from '../load/operation';

const key = (name: string, final: WrittenKey['final']): WrittenKey => ({
  ...{ key: name, final, group: 1, endedAt: 0 },
});

const written = [
  key('1:1', 'acked'),
  key('1:2', 'acked'),
  key('1:3', 'unknown'),
  key('1:4', 'failed'),
];

describe('checkLedger', () => {
  it('is content with every acknowledged row, whatever became of the unknown ones', () => {
    expect(checkLedger(written, new Set(['1:1', '1:2']))).toEqual({
      ...{ acked: 2, lost: [], appeared: [], unexpected: [] },
    });
    expect(checkLedger(written, new Set(['1:1', '1:2', '1:3']))).toMatchObject({
      ...{ lost: [], appeared: ['1:3'], unexpected: [] },
    });
  });

  it('finds an acknowledged row that is not there', () => {
    expect(checkLedger(written, new Set(['1:1'])).lost).toEqual(['1:2']);
  });

  it('finds a row that should not be there', () => {
    const present = new Set(['1:1', '1:2', '1:4', '7:7']);
    expect(checkLedger(written, present).unexpected).toEqual(['1:4', '7:7']);
  });
});
