import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { managersOf } from '../../topology/managers';
import { planCluster } from '../../topology/plan-cluster';
import { floatingAddressStatus, holderReasons, isHeldHere } from './floating-address';

const hosts = Object.fromEntries(
  [1, 2, 3].map((n) => [`h${n}`, { docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` }]),
);
const floating = { hosts, 'network.floatingAddress': '10.0.0.100' };
const PLAN = planCluster(parseClusterConfig('test', floating));

/** What h1's manager tells and says of it, by who has the address; undefined for one that is silent. */
function told(first: boolean, ...rest: readonly (boolean | undefined)[]) {
  const others = managersOf(PLAN)
    .slice(1)
    .map((manager, index) => {
      const holdsAddress = rest[index];
      const plan = { digest: '', since: 0 };
      const state = { manager: manager.name, plan, acting: false, canAct: true };
      const found = { ...state, setUpReasons: [], reasons: [], notices: [] };
      return {
        manager,
        findings: holdsAddress === undefined ? undefined : { ...found, holdsAddress },
      };
    });
  const status = floatingAddressStatus(PLAN, {
    ...{ manager: 'manager-h1', holdsAddress: first, others },
  });
  return { holders: status?.holders, reasons: holderReasons(status, others) };
}

describe('the floating address', () => {
  it('is well with one host', () => {
    expect(told(false, true, false)).toEqual({ holders: ['h2'], reasons: [] });
  });

  it('is not with two, nor with none', () => {
    expect(told(true, false, true)).toEqual({
      holders: ['h1', 'h3'],
      reasons: ['h1 and h3 both have the floating address 10.0.0.100'],
    });
    expect(told(false, false, false)).toEqual({
      holders: [],
      reasons: ['no host has the floating address 10.0.0.100'],
    });
  });

  it('may be with a host whose manager is silent', () => {
    expect(told(false, false, undefined)).toEqual({ holders: [], reasons: [] });
  });

  it('is not told of where there is none', () => {
    const without = planCluster(parseClusterConfig('test', { hosts }));
    expect(floatingAddressStatus(without, { manager: 'manager-h1', others: [] })).toBeUndefined();
    expect(holderReasons(undefined, [])).toEqual([]);
  });

  it('is found among the addresses of this host', () => {
    const [own] = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
    expect([isHeldHere(own?.address ?? ''), isHeldHere('203.0.113.9')]).toEqual([true, false]);
  });
});
