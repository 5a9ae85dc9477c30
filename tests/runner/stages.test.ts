import { describe, expect, it } from 'vitest';
import { inTurns, STAGES } from './stages';

describe('inTurns', () => {
  it('keeps the order, with those together that may share the machine', () => {
    const stage = (name: string, sharesMachine?: boolean) => ({
      ...{ name, describes: name },
      ...(sharesMachine !== undefined && { sharesMachine }),
    });
    const stages = [stage('a'), stage('b', true), stage('c', true), stage('d'), stage('e', true)];
    const names = inTurns(stages).map((turn) => turn.map(({ name }) => name));
    expect(names).toEqual([['a'], ['b', 'c'], ['d'], ['e']]);
  });

  it('has every stage once', () => {
    expect(inTurns(STAGES).flat()).toEqual(STAGES);
  });
});
