import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '..');
const OUTPUT = path.join(ROOT, '.build', 'manager', 'manager.js');

/** The manager's program in one file, and the SHA-256 of its content in hex. */
export interface Bundle {
  readonly path: string;
  readonly hash: string;
}

/** Bundles the manager for Node.js 20; the same sources give the same bytes. */
export function bundleManager(): Bundle {
  mkdirSync(path.dirname(OUTPUT), { recursive: true });
  buildSync({
    entryPoints: [path.join(__dirname, 'main.ts')],
    outfile: OUTPUT,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Optional in the PostgreSQL driver, and never asked for here.
    external: ['pg-native'],
    logLevel: 'warning',
  });
  return { path: OUTPUT, hash: createHash('sha256').update(readFileSync(OUTPUT)).digest('hex') };
}
