import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan';
import { PLANTED } from '../plan/planted.fixture';
import { exampleVerdict } from '../report/verdict.fixture';
import { readVerdict } from './verdict-file';
import { writeVerdict } from './write-verdict';

it('is there for programs, for a terminal and as a page, for its owner alone', async () => {
  const [shop] = PLANTED;
  if (shop === undefined) throw new Error('no fixture');
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-verdict-'));
  try {
    writeFileSync(join(folder, 'profile.json'), JSON.stringify(shop.profile));
    const plan = await makePlan(shop.profile, { workers: 3, shards: 12 });
    writeFileSync(join(folder, 'plan.yaml'), plan.text);
    expect(await writeVerdict(folder, exampleVerdict())).toContain("don't shard");
    expect(await readVerdict(folder)).toEqual(exampleVerdict());
    expect(readFileSync(join(folder, 'verdict.html'), 'utf8')).toContain('sales-by-country');
    for (const name of ['verdict.json', 'verdict.md', 'verdict.html']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
