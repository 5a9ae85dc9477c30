import { describe, expect, it } from 'vitest';
import { MOVE } from './move-record.fixture';
import { nextStep, type Whereabouts } from './whereabouts';

const COPY = {
  sourceTimeline: '00000001',
  targetTimeline: '00000002',
  structure: 'like this',
  hasSlot: true,
  hasSubscription: true,
  hasTarget: true,
};
const BEGUN = {
  ...MOVE,
  phase: 'catching up',
  sourceTimeline: '00000001',
  targetTimeline: '00000002',
  structure: 'like this',
} as const;
const AT: Whereabouts = { served: 1, prepared: [], source: 'open', copy: COPY };

describe('nextStep', () => {
  it('begins, and goes on with what is intact', () => {
    expect(nextStep(MOVE, AT)).toBe('copy');
    expect(nextStep(BEGUN, AT)).toBe('copy');
  });

  it.each([
    { hasSlot: false },
    { hasSubscription: false },
    { hasTarget: false },
    { sourceTimeline: '00000003' },
    { targetTimeline: '00000003' },
    { structure: 'with an index' },
  ])('begins a copy anew with %o', (lack) => {
    expect(nextStep(BEGUN, { ...AT, copy: { ...COPY, ...lack } })).toBe('undo');
  });

  it('lets the commit of the coordinator decide what a prepared transaction becomes', () => {
    expect(nextStep(BEGUN, { ...AT, prepared: ['a'] })).toBe('roll back prepared');
    expect(nextStep(BEGUN, { ...AT, served: 2, prepared: ['a'] })).toBe('commit prepared');
  });

  it('never opens a source again that was closed, and never leaves a target that serves', () => {
    const unwanted = { ...BEGUN, unwanted: true };
    const broken = { ...COPY, hasSlot: false, targetTimeline: '00000009' };
    for (const move of [BEGUN, unwanted]) {
      expect(nextStep(move, { ...AT, source: 'aside', copy: broken })).toBe('finish swap');
      expect(nextStep(move, { ...AT, served: 2, copy: broken })).toBe('close source');
      expect(nextStep(move, { ...AT, served: 2, source: 'aside', copy: broken })).toBe('clean up');
      expect(nextStep(move, { ...AT, served: 2, source: 'gone', copy: broken })).toBe('clean up');
    }
  });

  it('undoes what is not wanted any more, what was dropped and what somebody else moved', () => {
    expect(nextStep({ ...BEGUN, unwanted: true }, AT)).toBe('undo');
    expect(nextStep(BEGUN, { ...AT, served: undefined, source: 'gone' })).toBe('undo');
    expect(nextStep(BEGUN, { ...AT, served: 3 })).toBe('undo');
  });

  it('touches nothing where nobody has the shard', () => {
    expect(nextStep(BEGUN, { ...AT, source: 'gone' })).toBe('ask for help');
    const copy = { ...COPY, hasTarget: false };
    expect(nextStep(BEGUN, { ...AT, source: 'aside', copy })).toBe('ask for help');
  });
});
