import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleScenario, scenarioNames } from './k6-script';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-bundle-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The modules that a bundle leaves to k6. */
async function imports(...[name, driver]: [string, 'pgx' | 'lib/pq']): Promise<string[]> {
  const file = join(folder, 'script.js');
  await bundleScenario(name, driver, file);
  const found = readFileSync(file, 'utf8').matchAll(/^import .*from "(.+)";$/gm);
  return [...found].map(([, module = '']) => module);
}

describe.each(scenarioNames())('scenario %s', (name) => {
  it("needs nothing but k6's own modules and the driver of the k6 that runs it", async () => {
    const own = ['k6', 'k6/execution'];
    expect(new Set(await imports(name, 'pgx'))).toEqual(new Set([...own, 'k6/x/pgx']));
    expect(new Set(await imports(name, 'lib/pq'))).toEqual(
      new Set([...own, 'k6/x/sql', 'k6/x/sql/driver/postgres']),
    );
  });
});
