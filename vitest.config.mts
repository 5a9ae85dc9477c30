import { defineConfig } from 'vitest/config';

/** A project of tests that need an engine or a browser; one file at a time shares the machine. */
function slow(name: string) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      testTimeout: 300_000,
      hookTimeout: 600_000,
      fileParallelism: false,
    },
  };
}

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
      slow('integration'),
      slow('rig'),
      slow('browser'),
      slow('e2e'),
    ],
  },
});
