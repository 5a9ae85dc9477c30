import { describe, expect, it } from 'vitest';
import { demultiplex } from './container-health';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

describe('demultiplex', () => {
  it('joins the frames of both streams in their order', () => {
    const raw = Buffer.concat([frame(1, 'öne\n'), frame(2, 'two\n'), frame(1, '')]);
    expect(demultiplex(raw)).toBe('öne\ntwo\n');
  });

  it('takes an empty log', () => {
    expect(demultiplex(Buffer.alloc(0))).toBe('');
  });
});
