import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { refuseFullDisk } from './refuse-full-disk';

it('refuses what has no room', async () => {
  await expect(refuseFullDisk(tmpdir(), 2 ** 60, 1)).rejects.toThrow(
    /^the files take up to .*TiB, and .* has .* free; free some space, or copy less by --sample$/,
  );
  await refuseFullDisk(tmpdir(), 2 ** 10, 2);
});
