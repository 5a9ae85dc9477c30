import { describe, expect, it } from 'vitest';
import { scramMatches, scramVerifier } from './scram';

describe('scramVerifier', () => {
  it('gives the keys of the exchange in RFC 7677, section 3', () => {
    // The RFC's client proof and server signature follow from these two keys.
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(scramVerifier('pencil', salt, 4096)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$' +
        'WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('salts: two verifiers of one password differ', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });
});

describe('scramMatches', () => {
  it('knows its own password from others', () => {
    const verifier = scramVerifier('pencil');
    expect(scramMatches(verifier, 'pencil')).toBe(true);
    expect(scramMatches(verifier, 'Pencil')).toBe(false);
  });

  it.each([null, '', 'md5b94ccbf1ed6a3bcd9ae4ef3a1e8b2cf3'])('refuses %s', (verifier) => {
    expect(scramMatches(verifier, 'pencil')).toBe(false);
  });
});
