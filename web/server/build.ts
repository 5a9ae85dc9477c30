import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { PROJECT_ROOT } from '../../toolchain/paths';

/** Where the page's programs are built. */
const OUTPUT = join(PROJECT_ROOT, '.build', 'web');

const CLIENT = join(PROJECT_ROOT, 'web', 'client');

/** What the server runs and serves. */
export interface BuiltPage {
  /** The server's program. */
  readonly server: string;
  /** The helper's program. */
  readonly helper: string;
  /** Folder of the client's files, each with a compressed one beside it. */
  readonly client: string;
}

/** Node.js options of the server: it makes little that lives, and is to be small all day. */
export const SERVER_OPTIONS = ['--max-semi-space-size=1'] as const;

/** Bundles server, helper and client. */
export async function buildPage(): Promise<BuiltPage> {
  const client = join(OUTPUT, 'client');
  mkdirSync(client, { recursive: true });
  await Promise.all([buildPrograms(), buildClient(client)]);
  return { server: join(OUTPUT, 'server.js'), helper: join(OUTPUT, 'helper.js'), client };
}

async function buildPrograms(): Promise<void> {
  await build({
    entryPoints: {
      server: join(__dirname, 'main.ts'),
      helper: join(__dirname, 'helper', 'main.ts'),
    },
    outdir: OUTPUT,
    absWorkingDir: PROJECT_ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Loaded when they are needed, which a bundle would not wait for.
    packages: 'external',
    plugins: [OWN_FOLDERS],
    logLevel: 'warning',
  });
}

/** A module that asks for its own folder gets that of its source, as it does without a bundle. */
const OWN_FOLDERS: Plugin = {
  name: 'own folders',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replaceAll('__dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};

async function buildClient(folder: string): Promise<void> {
  await build({
    entryPoints: [join(CLIENT, 'main.tsx'), join(CLIENT, 'main.css')],
    outdir: folder,
    absWorkingDir: PROJECT_ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'index.html'), readFileSync(join(CLIENT, 'index.html')));
  for (const name of ['index.html', 'main.js', 'main.css']) {
    const file = join(folder, name);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
