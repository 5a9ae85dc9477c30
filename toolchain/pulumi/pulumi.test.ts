import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STAND_IN_FOLDER, STATE_FOLDER } from '../paths';
import { pulumiEnvironment } from './pulumi';

const OWN = { PATH: '/usr/bin', PULUMI_CONFIG_PASSPHRASE: 'x', DOCKER_HOST: 'tcp://a:1' };

describe('pulumiEnvironment', () => {
  it('keeps the states in the project by default', () => {
    const env = pulumiEnvironment({ path: '/opt/pulumi/bin/pulumi' }, 'official', OWN);
    expect(env['PULUMI_BACKEND_URL']).toBe(`file://${STATE_FOLDER}`);
    expect(env['PATH']).toBe(['/opt/pulumi/bin', '/usr/bin'].join(delimiter));
    expect(env).not.toHaveProperty('PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION');
  });

  it('puts the stand-ins first and turns downloads off with them', () => {
    const env = pulumiEnvironment({ path: '/opt/pulumi/bin/pulumi' }, 'stand-in', OWN);
    expect(env['PATH']?.split(delimiter)[0]).toBe(STAND_IN_FOLDER);
    expect(env['PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION']).toBe('true');
  });

  it('leaves what the user has set', () => {
    const env = pulumiEnvironment({ path: '/bin/pulumi' }, 'official', {
      ...OWN,
      PULUMI_BACKEND_URL: 's3://states',
      PULUMI_CONFIG_PASSPHRASE: '',
    });
    expect(env).toMatchObject({ PULUMI_BACKEND_URL: 's3://states', PULUMI_CONFIG_PASSPHRASE: '' });
    expect(env).not.toHaveProperty('PULUMI_CONFIG_PASSPHRASE_FILE');
  });
});
