import { describe, expect, it } from 'vitest';
import { untoldLoss } from './told-redundancy';

const loss = { at: 10_000, healingAt: 20_000, bereft: ['coordinator', 'worker-1'] };

const sample = (askedAt: number, redundant: string[], fromManager = true) => ({
  ...{ askedAt, redundant, fromManager },
});

describe('untoldLoss', () => {
  it('lets the manager take 5 s', () => {
    const samples = [sample(14_900, ['coordinator', 'worker-1', 'worker-2']), sample(15_100, [])];
    expect(untoldLoss(samples, loss)).toEqual([]);
  });

  it('names the groups that are still called redundant then', () => {
    const samples = [sample(11_000, []), sample(16_000, ['worker-1', 'worker-2'])];
    expect(untoldLoss(samples, loss)).toEqual([
      'worker-1 was called redundant 6.0 s after the fault',
    ]);
  });

  it('says that nobody told anything', () => {
    expect(untoldLoss([sample(16_000, [], false)], loss)).toEqual([
      'no manager told anything 6.0 s after the fault',
    ]);
  });

  it('asks nothing of a fault that was healed sooner', () => {
    const samples = [sample(14_000, ['worker-1'], true), sample(16_000, ['worker-1'])];
    expect(untoldLoss(samples, { ...loss, healingAt: 14_500 })).toEqual([]);
  });
});
