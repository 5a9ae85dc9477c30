import { afterEach, describe, expect, it } from 'vitest';
import { awaitCondition } from '../../tests/e2e/await-condition';
import { ActingLease, type LeaseOptions } from './acting-lease';

/** One key of the store, which can be made to be silent, or to write without an answer. */
class Key {
  private value: string | undefined;
  private revision = 0;
  state: 'answers' | 'silent' | 'writes alone' = 'answers';

  /** Calls by one process. */
  caller(isCutOff = (): boolean => false): LeaseOptions['store'] {
    return {
      call: async <T>(path: string, body: object) => {
        if (this.state === 'silent' || isCutOff()) throw new Error('silence');
        const answer = path === 'kv/range' ? this.range() : this.transaction(body as Transaction);
        await Promise.resolve();
        if (this.state === 'writes alone') throw new Error('silence');
        return answer as T;
      },
    };
  }

  private range(): object {
    const { value, revision } = this;
    return value === undefined ? {} : { kvs: [{ value, mod_revision: String(revision) }] };
  }

  private transaction({ compare: [condition], success: [step] }: Transaction): object {
    const { target, value, mod_revision: revision } = condition;
    const holds =
      target === 'CREATE'
        ? this.value === undefined
        : target === 'VALUE'
          ? this.value === value
          : this.value !== undefined && String(this.revision) === revision;
    if (!holds) return { responses: [{ response_range: this.range() }] };
    this.revision += 1;
    this.value = step.request_put?.value;
    return { succeeded: true };
  }
}

interface Transaction {
  readonly compare: readonly [
    { readonly target: string; readonly value?: string; readonly mod_revision?: string },
  ];
  readonly success: readonly [{ readonly request_put?: { readonly value: string } }];
}

const leases: { readonly lease: ActingLease; readonly end: Promise<void> }[] = [];

function start(holder: string, store: LeaseOptions['store']): ActingLease {
  const isWanted = (): boolean => true;
  const lease = new ActingLease({
    ...{ store, key: 'acting', holder, isWanted, onGained: () => undefined },
  });
  leases.push({ lease, end: lease.run() });
  return lease;
}

afterEach(async () => {
  for (const { lease } of leases) lease.stop();
  await Promise.all(leases.splice(0).map(({ end }) => end));
});

const held = (lease: ActingLease): Promise<unknown> =>
  awaitCondition('the lease', () => Promise.resolve(lease.isHeld), Boolean, 10_000);

describe('the lease of the acting manager', { timeout: 30_000 }, () => {
  it('is never held by two, whoever is cut off from the store', async () => {
    const key = new Key();
    let cut = '';
    const begin = (name: string): ActingLease =>
      start(
        name,
        key.caller(() => cut === name),
      );
    const one = begin('one');
    await held(one);
    const two = begin('two');
    cut = 'one';
    let atOnce = 0;
    const watching = setInterval(() => (atOnce += one.isHeld && two.isHeld ? 1 : 0), 2);
    try {
      await held(two);
      cut = 'two';
      await held(one);
    } finally {
      clearInterval(watching);
    }
    expect(atOnce).toBe(0);
    expect(two.formerHolder).toBe('one');
    expect(two.silentMs).toBeGreaterThan(1000);
    expect(one.silentMs).toBeLessThan(1500);
  });

  it('is had again by the one whose renewals were written without an answer', async () => {
    const key = new Key();
    const one = start('one', key.caller());
    await held(one);
    const two = start('two', key.caller());
    key.state = 'writes alone';
    await awaitCondition(
      'its end',
      () => Promise.resolve(one.isHeld),
      (is) => !is,
      10_000,
    );
    key.state = 'answers';
    await held(one);
    expect(two.isHeld).toBe(false);
  });

  it('goes to another one at once when its holder stops', async () => {
    const key = new Key();
    const one = start('one', key.caller());
    await held(one);
    const two = start('two', key.caller());
    const stoppedAt = performance.now();
    one.stop();
    expect(one.isHeld).toBe(false);
    await held(two);
    expect(performance.now() - stoppedAt).toBeLessThan(1500);
  });
});
