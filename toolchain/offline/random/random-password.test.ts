import { describe, expect, it } from 'vitest';
import type { OperationContext } from '../resource-type';
import { randomPasswordType } from './random-password';

const context: OperationContext = {
  name: 'a',
  signal: new AbortController().signal,
  log: () => undefined,
};
const make = async (inputs: object): Promise<unknown> => {
  const all = { lower: true, upper: true, numeric: true, special: true, ...inputs };
  return (await randomPasswordType.create(all, context)).outputs['result'];
};

describe('RandomPassword', () => {
  it('is of the length and the characters that are asked for, and never the same', async () => {
    const plain = { length: 33, special: false };
    expect(await make(plain)).toMatch(/^[0-9A-Za-z]{33}$/);
    expect(await make(plain)).not.toBe(await make(plain));
    expect(await make({ length: 5, lower: false, upper: false, special: false })).toMatch(
      /^[0-9]{5}$/,
    );
  });

  it('is refused where no character is left', async () => {
    await expect(
      make({ length: 5, lower: false, upper: false, numeric: false, special: false }),
    ).rejects.toThrow('no characters');
  });
});
