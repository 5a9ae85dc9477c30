import { describe, expect, it } from 'vitest';
import { Silences } from './watch-hosts';

describe('Silences', () => {
  it('tells of a host once, at the third look in a row that finds it silent', () => {
    const silences = new Silences();
    expect([1, 2, 3, 4, 5].map(() => silences.found(['h2']))).toEqual([[], [], ['h2'], [], []]);
  });

  it('begins anew with a host that has answered', () => {
    const silences = new Silences();
    const looks = [['h2'], ['h2'], [], ['h2'], ['h2'], ['h2']];
    expect(looks.map((silent) => silences.found(silent))).toEqual([[], [], [], [], [], ['h2']]);
  });

  it('counts each host by itself', () => {
    const silences = new Silences();
    const looks = [['h1'], ['h1', 'h3'], ['h1', 'h3'], ['h3']];
    expect(looks.map((silent) => silences.found(silent))).toEqual([[], [], ['h1'], ['h3']]);
  });
});
