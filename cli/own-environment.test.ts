import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from './own-environment';

function cleaned(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  cleanEnvironment(env);
  return env;
}

const DIRECT = 'localhost,127.0.0.1,::1';

describe('cleanEnvironment', () => {
  it('drops what changes libpq, Pulumi and Node.js, and keeps what is documented', () => {
    const kept = {
      HOME: '/home/ann',
      PAGER: 'less',
      PSQL_EDITOR: 'vi',
      PULUMI_BACKEND_URL: 's3://states',
      PULUMI_CONFIG_PASSPHRASE: '',
      PULUMI_HOME: '/opt/pulumi',
    };
    const dropped = {
      PGHOST: 'elsewhere',
      PGSSLMODE: 'verify-full',
      PGOPTIONS: '-c statement_timeout=1',
      PGSERVICE: 'other',
      PULUMI_STACK: 'prod',
      PULUMI_CONFIG: '{}',
      PULUMI_OPTION_PARALLEL: '1',
      NODE_OPTIONS: '--max-old-space-size=64',
    };
    const direct = { no_proxy: DIRECT, NO_PROXY: DIRECT };
    expect(cleaned({ ...kept, ...dropped })).toEqual({ ...kept, ...direct });
  });

  it('keeps a proxy, and asks none for this machine', () => {
    const env = cleaned({ http_proxy: 'http://proxy:3128', NO_PROXY: '.corp,localhost' });
    const direct = '.corp,localhost,127.0.0.1,::1';
    expect(env).toEqual({ http_proxy: 'http://proxy:3128', NO_PROXY: direct, no_proxy: direct });
  });
});
