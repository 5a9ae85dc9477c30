import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleScenario, loadScenario } from './k6-script';
import { findScenario, scenarioNames } from '../scenario/scenario-source';

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
  await bundleScenario(findScenario(name), driver, file);
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

describe("a user's own scenario", () => {
  const written = (text: string) => {
    const path = join(folder, 'orders.ts');
    writeFileSync(path, text);
    return findScenario(path);
  };
  const RIGHT = `
    import { evenly, type Scenario } from '${join(process.cwd(), 'k6-scripts/lib/scenario')}';
    const scenario: Scenario = {
      description: 'orders',
      tables: ['orders'],
      mix: () => evenly([{
        name: 'orders', class: 'read', description: 'all', roundTrips: 1, routing: 'none',
        statement: () => ({ sql: 'SELECT 1', parameters: [], rows: [1, 1] }),
      }], 100),
    };
    export default scenario;`;

  it('is loaded and bundled from wherever it lies', async () => {
    const source = written(RIGHT);
    expect(source.name).toBe('orders');
    expect((await loadScenario(source)).tables).toEqual(['orders']);
    await bundleScenario(source, 'pgx', join(folder, 'script.js'));
    expect(readFileSync(join(folder, 'script.js'), 'utf8')).toContain('orders');
    expect(findScenario('orders', folder)).toEqual(source);
  });

  it.each([
    [
      'is no TypeScript',
      `${RIGHT}\n}}`,
      /"orders" does not compile: .*orders\.ts:12:1: Unexpected "}"/,
    ],
    [
      'imports what is not there',
      `import './nowhere';\n${RIGHT}`,
      /does not compile: .*orders\.ts:1:8: Could not resolve "\.\/nowhere"/,
    ],
    ['throws', `throw new Error('no luck');\n${RIGHT}`, /fails when it is loaded: Error: no luck/],
    ['exports nothing', 'export const a = 1;', /has no default export/],
  ])('is refused where it %s', async (_, text, message) => {
    await expect(loadScenario(written(text))).rejects.toThrow(message);
  });

  it('is refused where there is none', () => {
    expect(() => findScenario('./nowhere.ts')).toThrow(/no scenario file \.\/nowhere\.ts/);
    expect(() => findScenario('orders', join(folder, 'no'))).toThrow(/there is no folder/);
    expect(() => findScenario('orders', folder)).toThrow(/"orders" is unknown; there is none in/);
    expect(() => findScenario('ordrs')).toThrow(/"ordrs" is unknown; the scenarios are .*mixed/);
  });
});
