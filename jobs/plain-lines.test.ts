import { describe, expect, it } from 'vitest';
import { PlainLines } from './plain-lines';

describe('PlainLines', () => {
  it('puts lines together from pieces', () => {
    const lines = new PlainLines();
    expect(lines.take('one\ntw')).toEqual(['one']);
    expect(lines.take('o\n\nthree')).toEqual(['two']);
    expect(lines.take('\n')).toEqual(['three']);
  });

  it('leaves out what a terminal writes over', () => {
    const lines = new PlainLines();
    expect(lines.take('\r\u001b[2K… run: 1 of 9 s')).toEqual([]);
    expect(lines.take('\r\u001b[2K… run: 2 of 9 s')).toEqual([]);
    expect(lines.take('\r\u001b[2K✓ run: 9 of 9 s\nnext\n')).toEqual(['✓ run: 9 of 9 s', 'next']);
  });
});
