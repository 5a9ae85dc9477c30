import { describe, expect, it } from 'vitest';
import { PLAN } from '../observe/observed.fixture';
import {
  findingsOfActing,
  hasNewerPlan,
  silentManagers,
  type ManagerFindings,
} from './manager-findings';
import type { OtherManager } from './other-managers';

const OLD = { digest: 'old', since: 1 };
const NEW = { digest: 'new', since: 2 };

function findings(manager: string, differs: Partial<ManagerFindings> = {}): ManagerFindings {
  return {
    ...{ manager, acting: false, canAct: true, plan: OLD },
    ...{ setUpReasons: [`${manager} set-up`], reasons: [`${manager} reason`], notices: [] },
    ...differs,
  };
}

function other(name: string, differs?: Partial<ManagerFindings>): OtherManager {
  return { manager: { ...PLAN.manager, name }, findings: findings(name, differs) };
}

const silent: OtherManager = { ...other('manager-h3'), findings: undefined };
const own = findings('manager-h1');

describe('findingsOfActing', () => {
  it('are those of the one that acts, this one or another', () => {
    const others = [other('manager-h2', { acting: true }), silent];
    expect(findingsOfActing(own, others)).toMatchObject({
      ...{ acting: 'manager-h2', setUpReasons: ['manager-h2 set-up'] },
      reasons: ['manager-h2 reason'],
    });
    expect(findingsOfActing({ ...own, acting: true }, [other('manager-h2')])).toMatchObject({
      ...{ acting: 'manager-h1', setUpReasons: ['manager-h1 set-up'] },
    });
  });

  it('say where none acts', () => {
    const found = {
      acting: null,
      setUpReasons: ['no manager acts'],
      reasons: ['manager-h1 reason'],
    };
    expect(findingsOfActing(own, [other('manager-h2'), silent])).toMatchObject(found);
  });

  it('of the only one are its own', () => {
    expect(findingsOfActing(own, [])).toMatchObject({
      ...{ acting: null, setUpReasons: ['manager-h1 set-up'] },
    });
  });

  it('say nothing of a cluster that is kept by another plan', () => {
    const others = [other('manager-h2', { acting: true, plan: NEW })];
    expect(findingsOfActing(own, others)).toMatchObject({
      ...{ acting: 'manager-h2', setUpReasons: ['manager-h2 acts, by another plan'] },
    });
  });
});

describe('hasNewerPlan', () => {
  it.each([
    ['got it later', { plan: NEW }, true],
    ['got it later and could not act', { plan: NEW, canAct: false }, false],
    ['got it earlier', { plan: { digest: 'older', since: 0 } }, false],
    ['started later with the same', { plan: { ...OLD, since: 2 } }, false],
  ])('where another %s: %o → %s', (_, differs, newer) => {
    expect(hasNewerPlan(own, [silent, other('manager-h2', differs)])).toBe(newer);
  });
});

describe('silentManagers', () => {
  it('names those that do not answer, and those that can not be asked', () => {
    const expired = { ...silent, manager: { ...PLAN.manager, name: 'manager-h4' }, expired: true };
    expect(silentManagers([other('manager-h2'), silent, expired])).toEqual([
      'manager-h3 does not answer',
      "manager-h4 can't be asked: its certificate, or its authority's, has expired",
    ]);
  });
});
