import { describe, expect, it } from 'vitest';
import { certificateFindings, type CertificateStatus } from './certificate-status';

const DAY_S = 86_400;

function certificate(days: number, container = 'worker-1-a', port = 5432): CertificateStatus {
  const expiresAt = '2026-11-26T12:00:00.000Z';
  const more = { serial: '01', authority: 'citus-dev 1' };
  return { container, port, expiresAt, secondsLeft: days * DAY_S, ...more };
}

describe('certificateFindings', () => {
  it('says nothing of certificates that hold, and of what could not be read', () => {
    const unread = { container: 'pooler', port: 6432, error: 'it takes no TLS' };
    expect(certificateFindings([certificate(31), unread], 30)).toEqual({
      reasons: [],
      notices: [],
    });
  });

  it('gives notice in the last 30 days, once a container', () => {
    const both = [certificate(29), certificate(29, 'worker-1-a', 8008)];
    expect(certificateFindings(both, 30)).toEqual({
      reasons: [],
      notices: [
        'certificate of worker-1-a expires on 2026-11-26T12:00:00.000Z: `npm run up` renews it',
      ],
    });
  });

  it('takes the last 7 days for a fault, and what is past its end', () => {
    expect(certificateFindings([certificate(6.9), certificate(-1, 'pooler')], 30)).toEqual({
      reasons: [
        'certificate of worker-1-a expires on 2026-11-26T12:00:00.000Z: `npm run up` renews it',
        'certificate of pooler expired on 2026-11-26T12:00:00.000Z: `npm run up` renews it',
      ],
      notices: [],
    });
  });

  it('leaves it to the authority where a certificate ends with it', () => {
    const { expiresAt } = certificate(3) as { readonly expiresAt: string };
    const ends = {
      name: 'citus-dev 1',
      expiresAt,
      secondsLeft: 3 * DAY_S,
      validSeconds: 10 * DAY_S,
    };
    expect(certificateFindings([certificate(3)], 30, [ends]).reasons).toEqual([]);
    const later = { ...ends, expiresAt: '2026-11-26T12:00:01.000Z' };
    expect(certificateFindings([certificate(3)], 30, [later]).reasons).toHaveLength(1);
    const another = { ...ends, name: 'citus-dev 2' };
    expect(certificateFindings([certificate(3)], 30, [another]).reasons).toHaveLength(1);
  });

  it('sends nobody to a deployment that would not renew it yet', () => {
    expect(certificateFindings([certificate(9)], 8).notices).toEqual([]);
    expect(certificateFindings([certificate(3)], 4)).toMatchObject({ reasons: [] });
    expect(certificateFindings([certificate(0.9)], 4).reasons).toHaveLength(1);
    expect(certificateFindings([certificate(-0.1)], 0).reasons).toHaveLength(1);
  });
});
