import { describe, expect, it } from 'vitest';
import { madePasswords } from './keep-passwords';

const TYPE = 'random:index/randomPassword:RandomPassword';
const urn = (name: string) =>
  `urn:pulumi:test::citus-cluster::x$${TYPE}::cluster-passwords-${name}`;

describe('madePasswords', () => {
  it('reads those that the state made, and no other resource', () => {
    const resources = [
      { type: 'pulumi:pulumi:Stack', urn: 'urn:pulumi:test::citus-cluster::stack::citus' },
      { type: TYPE, urn: urn('superuser'), outputs: { result: { plaintext: '"s3cret"' } } },
      { type: TYPE, urn: urn('citus'), outputs: { result: 'clear' } },
      { type: TYPE, urn: urn('monitor') },
    ];
    expect(madePasswords(JSON.stringify({ deployment: { resources } }))).toEqual([
      ['superuser', 's3cret'],
      ['citus', 'clear'],
    ]);
  });

  it('finds none in a state without resources', () => {
    expect(madePasswords('{}')).toEqual([]);
  });
});
