import { describe, expect, it } from 'vitest';
import { programArguments, programEnvironment } from './run-program';
import type { ProgramRun } from './run-program';

const RUN: ProgramRun = {
  project: 'shop',
  stack: 'dev',
  organization: 'organization',
  pwd: '/src/shop',
  rootDirectory: '/src/shop',
  programDirectory: process.cwd(),
  entryPoint: '.',
  args: [],
  config: { 'shop:rows': '5' },
  configSecretKeys: ['shop:password'],
  dryRun: true,
  parallel: 16,
  monitorAddress: '127.0.0.1:1',
  engineAddress: '127.0.0.1:2',
  options: {},
};

describe('programArguments', () => {
  it("starts the SDK's own runner, with the program last", () => {
    const [runner, ...flags] = programArguments(RUN);
    expect(runner).toMatch(/@pulumi\/pulumi\/cmd\/run\/index\.js$/);
    expect(flags.join(' ')).toBe(
      '--monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project shop --stack dev ' +
        '--organization organization --root-directory /src/shop --pwd /src/shop --parallel 16 --dry-run .',
    );
  });

  it('leaves --dry-run out of an update and puts node options first', () => {
    const options = { nodeargs: '--max-old-space-size=512  --trace-warnings' };
    const update = programArguments({ ...RUN, dryRun: false, options });
    expect(update.slice(0, 2)).toEqual(['--max-old-space-size=512', '--trace-warnings']);
    expect(update).not.toContain('--dry-run');
  });
});

describe('programEnvironment', () => {
  it('carries the configuration, and TypeScript unless Pulumi.yaml turns it off', () => {
    expect(programEnvironment(RUN)).toEqual({
      PULUMI_CONFIG: '{"shop:rows":"5"}',
      PULUMI_CONFIG_SECRET_KEYS: '["shop:password"]',
      PULUMI_NODEJS_TYPESCRIPT: 'true',
    });
    const options = { typescript: false, tsconfig: 'tsconfig.pulumi.json' };
    expect(programEnvironment({ ...RUN, options })).toMatchObject({
      PULUMI_NODEJS_TYPESCRIPT: 'false',
      PULUMI_NODEJS_TSCONFIG_PATH: 'tsconfig.pulumi.json',
    });
  });
});
