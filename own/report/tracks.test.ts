import { expect, it } from 'vitest';
import { assignTracks } from './tracks';

it('has lines share a track that do not touch', () => {
  const { trackOf, count } = assignTracks([
    { of: 'c', ends: [4, 8] },
    { of: 'a', ends: [3, 1] },
    { of: 'b', ends: [3, 5, 4] },
  ]);
  expect(count).toBe(2);
  expect(Object.fromEntries(trackOf)).toEqual({ a: 0, b: 1, c: 0 });
});

it('takes no track for no line', () => {
  expect(assignTracks([]).count).toBe(0);
});
