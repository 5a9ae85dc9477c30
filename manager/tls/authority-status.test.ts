import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../certificates/authority';
import { authorityFindings, describeAuthorities, type AuthorityStatus } from './authority-status';

const DAY_S = 86_400;

function authority(daysLeft: number, validDays = 3650): AuthorityStatus {
  const expiresAt = '2026-11-26T12:00:00.000Z';
  const [secondsLeft, validSeconds] = [daysLeft * DAY_S, validDays * DAY_S];
  return { name: 'citus-dev 1', expiresAt, secondsLeft, validSeconds };
}

describe('describeAuthorities', () => {
  it('reads all of a file, with the time that is left', async () => {
    const [one, other] = await Promise.all([makeAuthority('one'), makeAuthority('other')]);
    const end = Date.parse(new X509Certificate(one.certificate).validTo);
    const told = describeAuthorities(one.certificate + other.certificate, end - 5000);
    expect(told.map(({ name }) => name)).toEqual(['one', 'other']);
    expect(told[0]).toMatchObject({ expiresAt: new Date(end).toISOString(), secondsLeft: 5 });
    expect((told[0]?.validSeconds ?? 0) / DAY_S).toBeCloseTo(3652, -1);
    expect(describeAuthorities('', 0)).toEqual([]);
  });
});

describe('authorityFindings', () => {
  it('gives notice early enough to give clients another one, and then takes it for a fault', () => {
    const remedy = '`npm run certificates -- rotate-ca` replaces it';
    expect(authorityFindings([authority(91)])).toEqual({ reasons: [], notices: [] });
    expect(authorityFindings([authority(89), authority(29), authority(-1)])).toEqual({
      notices: [`authority citus-dev 1 expires on 2026-11-26T12:00:00.000Z: ${remedy}`],
      reasons: [
        `authority citus-dev 1 expires on 2026-11-26T12:00:00.000Z: ${remedy}`,
        `authority citus-dev 1 expired on 2026-11-26T12:00:00.000Z: ${remedy}`,
      ],
    });
  });

  it('leaves a short-lived one alone for most of its time', () => {
    expect(authorityFindings([authority(6, 20)]).notices).toEqual([]);
    expect(authorityFindings([authority(4, 20)]).notices).toHaveLength(1);
    expect(authorityFindings([authority(1, 20)]).reasons).toHaveLength(1);
  });
});
