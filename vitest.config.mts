import { defineConfig } from 'vitest/config';

const SLOW = { testTimeout: 300_000, hookTimeout: 600_000 };

/** A project of tests that need an engine or a browser; one file at a time has the machine. */
function slow(name: string, ...exclude: string[]) {
  return {
    test: {
      ...SLOW,
      name,
      include: [`tests/${name}/**/*.test.ts`],
      exclude,
      fileParallelism: false,
    },
  };
}

/**
 * Integration tests that measure no time, and whose images, containers and stacks have names of their
 * own: two files at a time share the machine, before those that have it alone.
 */
const SHARING = [
  'archive-before-promote',
  'backup-agent-elsewhere',
  'bad-input',
  'broken-exec',
  'container-states',
  'etcd-membership',
  'load-balancer',
  'offline-command',
  'offline-docker',
  'offline-rename',
  'own',
  'own-copy',
  'rendering',
  'results',
  'scenarios',
  'scram',
  'signals',
  'sql-dataset',
  'threshold',
  'toolchain',
].map((name) => `tests/integration/${name}.test.ts`);

/** Unit tests stand beside their code; those that need an engine or a browser live under tests/. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          // A file leaves nothing behind that another could see, so that modules are loaded once for all.
          isolate: false,
          exclude: ['**/node_modules/**', 'tests/{integration,browser,e2e,rig}/**', '.build/**'],
        },
      },
      {
        test: {
          ...SLOW,
          name: 'integration-sharing',
          include: SHARING,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      slow('integration', ...SHARING),
      slow('rig'),
      slow('browser'),
      slow('e2e'),
    ],
  },
});
