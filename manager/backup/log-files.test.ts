import { describe, expect, it } from 'vitest';
import { nameOfPlace, placeOf, placeOfLsn, readHistory, timelineName } from './log-files';

describe('log files', () => {
  it('counts places on over the end of a logical file, whatever the timeline', () => {
    expect(placeOf('0000000A00000001000000FF') + 1).toBe(placeOf('0000000B0000000200000000'));
    expect(nameOfPlace(placeOf('000000010000000A000000FE'))).toBe('0000000A000000FE');
    expect(timelineName(26)).toBe('0000001A');
  });

  it.each([
    ['0/3000148', '0000000000000003'],
    ['2/FF000000', '00000002000000FF'],
    ['2/0', '0000000200000000'],
  ])('position %s is in file %s', (lsn, name) => {
    expect(nameOfPlace(placeOfLsn(lsn))).toBe(name);
  });

  it('reads where a timeline left its ancestors, and passes over remarks', () => {
    const content =
      '1\t0/5000060\tno recovery target specified\n\n# remark\n3\t1/A0\tat restore point "p"\n';
    expect(readHistory(content)).toEqual([
      { timeline: 1, left: 5 },
      { timeline: 3, left: 256 },
    ]);
  });
});
