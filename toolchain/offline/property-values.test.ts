import { describe, expect, it } from 'vitest';
import { containsUnknown, UNKNOWN, unwrapSecrets, wrapSecrets } from './property-values';

const secret = (value: string) => ({
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  value,
});

describe('unwrapSecrets', () => {
  it('takes the wrappers off at every depth and names the properties that held one', () => {
    const { properties, secretKeys } = unwrapSecrets({
      envs: [secret('PASSWORD=x'), 'A=b'],
      uploads: [{ file: '/a', content: secret('y') }],
      name: 'box',
      absent: null,
    });
    expect(properties).toEqual({
      envs: ['PASSWORD=x', 'A=b'],
      uploads: [{ file: '/a', content: 'y' }],
      name: 'box',
    });
    expect([...secretKeys]).toEqual(['envs', 'uploads']);
  });

  it('is undone by wrapSecrets, property by property', () => {
    expect(wrapSecrets({ password: 'x', name: 'box' }, new Set(['password']))).toEqual({
      password: secret('x'),
      name: 'box',
    });
  });
});

describe('containsUnknown', () => {
  it('finds the marker of a value that is not known yet at every depth', () => {
    expect(containsUnknown(UNKNOWN)).toBe(true);
    expect(containsUnknown([{ name: ['a', UNKNOWN] }])).toBe(true);
    expect(containsUnknown([{ name: ['a', null, 1] }])).toBe(false);
  });
});
