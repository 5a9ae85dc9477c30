import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { cpusOfWorkers, shardsFor, workerCounts, workerCpus } from './sizes';

describe('numbers of workers', () => {
  it('are read', () => {
    expect(workerCounts('1,2,4')).toEqual([1, 2, 4]);
    expect(workerCounts('2, 32')).toEqual([2, 32]);
  });

  it.each(['', '1', '0,1', '1,33', '2,1', '1,1', '1,two', '1,,2', '1.5,2', '-1,2'])(
    'are refused: "%s"',
    (text) => {
      expect(() => workerCounts(text)).toThrow(InvalidArgumentError);
    },
  );
});

describe('the CPUs of a worker', () => {
  it('are read', () => {
    expect(workerCpus('0.2')).toBe(0.2);
    expect(workerCpus('2')).toBe(2);
  });

  it.each(['', '0', 'many', '-1', '0.01', '65', '1e1', '0x1', 'NaN'])(
    'are refused: "%s"',
    (text) => {
      expect(() => workerCpus(text)).toThrow(InvalidArgumentError);
    },
  );

  it('follow from the machine: 30 % of its cores for the largest size', () => {
    expect(cpusOfWorkers([1, 2, 4], 2, undefined)).toBe(0.15);
    expect(cpusOfWorkers([1, 2, 4, 8], 16, undefined)).toBe(0.6);
    expect(cpusOfWorkers([1, 3], 2, undefined)).toBe(0.2);
  });

  it('are what was asked for, if the machine has as many', () => {
    expect(cpusOfWorkers([1, 4], 2, 0.5)).toBe(0.5);
    expect(() => cpusOfWorkers([1, 4], 2, 0.6)).toThrow('4 workers of 0.6 CPUs each do not fit');
    expect(() => cpusOfWorkers([1, 32], 2, undefined)).toThrow('measure fewer workers');
  });
});

describe('shards', () => {
  it('are a multiple of every size, twelve at least', () => {
    expect(shardsFor([1, 2, 4])).toBe(12);
    expect(shardsFor([1, 2, 4, 8])).toBe(16);
    expect(shardsFor([3, 5])).toBe(15);
    expect(shardsFor([1, 32])).toBe(32);
  });

  it('are refused where they were too many', () => {
    expect(() => shardsFor([7, 9, 11, 13])).toThrow('take 9009 shards');
  });
});
