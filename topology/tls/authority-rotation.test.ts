import { describe, expect, it } from 'vitest';
import { nextRotationStep } from './authority-rotation';

describe('nextRotationStep', () => {
  it.each([
    [['1'], undefined, ['1', '2'], 2],
    [['1', '2'], undefined, ['2', '1'], 1],
    [['2', '1'], undefined, ['2'], 0],
    [['2'], undefined, ['2', '3'], 2],
    [['1'], 'own', ['1', 'own'], 2],
    [['1', 'own'], 'own', ['own', '1'], 1],
    [['own', '1'], 'own', ['own'], 0],
    [['own'], undefined, ['own', '1'], 2],
  ])('from %j to %s goes to %j', (present, to, authorities, left) => {
    expect(nextRotationStep(present, to)).toMatchObject({ authorities, left });
  });

  it('asks where it can not know', () => {
    expect(() => nextRotationStep(['own', '1'])).toThrow("can't be told");
    expect(() => nextRotationStep(['own'], 'own')).toThrow('already');
  });
});
