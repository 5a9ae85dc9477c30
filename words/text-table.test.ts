import { describe, expect, it } from 'vitest';
import { textTable } from './text-table';

describe('textTable', () => {
  it('aligns its columns and ends no line with spaces', () => {
    expect(
      textTable(
        ['node', 'lag'],
        [
          ['worker-1-a', ''],
          ['w', '12 MB'],
        ],
      ),
    ).toBe('node        lag\nworker-1-a\nw           12 MB');
  });

  it('is its header alone without rows', () => {
    expect(textTable(['a', 'b'], [])).toBe('a  b');
  });
});
