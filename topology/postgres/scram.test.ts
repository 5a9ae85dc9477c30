import { describe, expect, it } from 'vitest';
import { roleVerifier, scramVerifier, takesPassword } from './scram';

describe('scramVerifier', () => {
  it('gives the keys of the exchange in RFC 7677, section 3', () => {
    // The RFC's client proof and server signature follow from these two keys.
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(scramVerifier('pencil', salt)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$' +
        'WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });
});

describe('roleVerifier', () => {
  it('is the same each time', () => {
    expect(roleVerifier('citus', 'pencil')).toBe(roleVerifier('citus', 'pencil'));
  });

  it('salts: roles with one password have nothing in common, nor passwords of one role', () => {
    const parts = [
      roleVerifier('citus', 'pencil'),
      roleVerifier('monitor', 'pencil'),
      roleVerifier('citus', 'Pencil'),
    ].flatMap((verifier) => verifier.replace(/^SCRAM-SHA-256\$4096:/, '').split(/[$:]/));
    expect(parts).toHaveLength(9);
    expect(new Set(parts).size).toBe(9);
  });
});

describe('takesPassword', () => {
  it('tells the password of a verifier from others, whatever its salt', () => {
    for (const salt of ['0123456789abcdef', 'another']) {
      const verifier = scramVerifier('pencil', Buffer.from(salt));
      expect(takesPassword(verifier, 'pencil')).toBe(true);
      expect(takesPassword(verifier, 'pencils')).toBe(false);
    }
  });

  it('knows no verifier of another kind', () => {
    expect(takesPassword('', 'pencil')).toBe(false);
    expect(takesPassword('md5a3556571e93b0d20722ba62be61e8c2d', 'pencil')).toBe(false);
  });
});
