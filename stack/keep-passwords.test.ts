import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { madePasswords, refuseLostPasswords } from './keep-passwords';

const TYPE = 'random:index/randomPassword:RandomPassword';
const urn = (name: string) =>
  `urn:pulumi:test::citus-cluster::x$${TYPE}::cluster-passwords-${name}`;

describe('madePasswords', () => {
  it('reads those that the state made, and no other resource', () => {
    const resources = [
      { type: 'pulumi:pulumi:Stack', urn: 'urn:pulumi:test::citus-cluster::stack::citus' },
      { type: TYPE, urn: urn('superuser'), outputs: { result: { plaintext: '"s3cret"' } } },
      { type: TYPE, urn: urn('citus'), outputs: { result: 'clear' } },
      { type: TYPE, urn: urn('passphrase'), outputs: { result: 'words' } },
      { type: TYPE, urn: urn('monitor') },
    ];
    expect(madePasswords(JSON.stringify({ deployment: { resources } }))).toEqual([
      ['passwords.superuser', 's3cret'],
      ['passwords.citus', 'clear'],
      ['backup.passphrase', 'words'],
    ]);
  });

  it('finds none in a state without resources', () => {
    expect(madePasswords('{}')).toEqual([]);
  });
});

describe('refuseLostPasswords', () => {
  const plan = planCluster(parseClusterConfig('test', {}));
  const name = 'citus-test-worker-1-a';
  const volume = { kind: 'volume', name, id: name, labels: {} } as const;
  const made = Array.from({ length: 6 }, (): { type: string; urn?: string } => ({ type: TYPE }));
  const refusing =
    (
      objects: (typeof volume)[],
      resources: { type: string; id?: string; urn?: string }[],
      given: number,
    ) =>
    () => {
      refuseLostPasswords(plan, objects, { resources, pending: [] }, given);
    };

  it('names the data whose passwords nobody has', () => {
    expect(refusing([volume], [], 0)).toThrow(/volume citus-test-worker-1-a may hold data/);
    expect(refusing([volume], [], 5)).toThrow(/citus-cluster:passwords/);
    const passphrase = { type: TYPE, urn: urn('passphrase') };
    expect(refusing([volume], [...made.slice(1), passphrase], 0)).toThrow(/passwords/);
  });

  it('is content with those of the state or of the file, and where there are no data', () => {
    expect(refusing([volume], made, 0)).not.toThrow();
    expect(refusing([volume], [], 6)).not.toThrow();
    expect(refusing([volume], made.slice(1), 1)).not.toThrow();
    expect(refusing([], [], 0)).not.toThrow();
    // Of a cluster that is in the state the passwords change, whoever made them.
    expect(refusing([volume], [{ type: 'volume', id: name }], 5)).not.toThrow();
  });
});
