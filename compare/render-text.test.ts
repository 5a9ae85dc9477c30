import { describe, expect, it } from 'vitest';
import { simulatedSides, variedRun } from '../tests/example-series';
import { compare } from './compare';
import { renderText } from './render-text';
import type { Side } from './side';

const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.startsWith(start)) ?? '';

function turns(label: string, first: number, runs: number, rate = 1): Side {
  return {
    label,
    runs: Array.from({ length: runs }, (_, i) =>
      variedRun(first + 2 * i, { rate: rate * (1 + 0.01 * i) }),
    ),
  };
}

describe('the comparison as text', () => {
  it('says the verdict in words, then the figures with intervals, changes and p', () => {
    const text = renderText(compare([turns('before', 0, 6), turns('after', 1, 6, 1.5)], []));
    expect(text).toContain('after is faster than before: throughput +50 %; ');
    expect(lineOf(text, 'throughput  ')).toMatch(
      /^throughput +[\d,]+\/s \[[\d,]+\/s – [\d,]+\/s\] .* \+50 % +0\.028 +faster$/,
    );
    expect(lineOf(text, 'p50 of reads')).toMatch(/−33 % +0\.028 +faster$/);
    expect(lineOf(text, 'count_all, throughput')).toMatch(/–\s+its share of the total$/);
  });

  it('has factors for what is at least twice as much', () => {
    const text = renderText(compare([turns('before', 0, 6), turns('after', 1, 6, 0.25)], []));
    expect(text).toContain('after is slower than before: throughput −75 %; ');
    expect(lineOf(text, 'p50 of reads')).toContain('×4.0');
  });

  it('says that nothing was found', () => {
    expect(renderText(compare(simulatedSides(1, 6), []))).toContain(
      'No evidence of a difference between B and A.',
    );
  });

  it('says how many runs a verdict takes', () => {
    const text = renderText(compare([turns('a', 0, 4), turns('b', 1, 4)], []));
    expect(text).toContain(
      'Too few runs for a verdict on b against a: 4 against 4, take 6 a side.',
    );
  });

  it('draws no conclusion from one run a side', () => {
    const text = renderText(compare([turns('a', 0, 1), turns('b', 1, 1, 2)], []));
    expect(text).toContain('No verdict: one run a side says nothing about the next run');
    expect(text).not.toMatch(/faster|slower/);
  });
});
