import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OfflineStack } from './offline-stack';

const volume = new Docker().getVolume('cc-test-rename');

describe('a renamed component', () => {
  let stack: OfflineStack;
  const first = { kind: 'Keeper', name: 'keeper', part: 'volume' };

  /** Makes the volume anew, with a mark that goes with it: when it was made. */
  async function createdAt(): Promise<unknown> {
    return ((await volume.inspect()) as { CreatedAt?: string }).CreatedAt;
  }

  beforeAll(async () => {
    stack = await OfflineStack.open('offline-rename');
    await stack.settings(first);
    await stack.mustUp();
  });
  afterAll(async () => {
    await stack.close();
  });

  it('would take its volume with it without its former names', async () => {
    await stack.settings({ ...first, name: 'holder' });
    expect(await stack.plan()).toMatchObject({ 'keeper-volume': 'delete' });
  });

  const renames = {
    name: { ...first, name: 'holder', formerNames: ['keeper'] },
    kind: { ...first, kind: 'Holder', formerKinds: ['Keeper'] },
    part: { ...first, part: 'data', formerParts: ['volume'] },
    all: {
      ...{ kind: 'Holder', formerKinds: ['Keeper'], name: 'holder', formerNames: ['keeper'] },
      ...{ part: 'data', formerParts: ['volume'] },
    },
  };

  it.each(Object.entries(renames))('keeps what is below it: %s', async (_, settings) => {
    await stack.settings(settings);
    expect(await stack.plan('--expect-no-changes')).toEqual({});
  });

  it('and goes on under its new name, with the same volume', async () => {
    const before = await createdAt();
    await stack.settings(renames.all);
    await stack.mustUp();
    expect(await createdAt()).toBe(before);
    expect(await stack.plan('--expect-no-changes')).toEqual({});
  });
});
