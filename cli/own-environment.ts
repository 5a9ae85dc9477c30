/** What of Pulumi's variables is the user's to set; the others change what its commands do. */
const PULUMI_KEPT = new Set([
  'PULUMI_ACCESS_TOKEN',
  'PULUMI_BACKEND_URL',
  'PULUMI_CONFIG_PASSPHRASE',
  'PULUMI_CONFIG_PASSPHRASE_FILE',
  'PULUMI_HOME',
]);

/** This machine, which no proxy is asked for: Pulumi's parts and the manager are there. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * Takes what another project may have left in a shell out of an environment, so that it does not
 * change what a command does, nor what it starts: libpq's variables, which psql, pgbench, k6 and
 * node-postgres read; Pulumi's, but for backend, access, passphrase and home; Node.js's own. Proxies
 * stay, for downloads, but not on the way to this machine.
 *
 * @param env changed in place
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(env).filter(isForeign)) Reflect.deleteProperty(env, name);
  const proxied = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(',').filter(Boolean);
  const direct = [...new Set([...proxied, ...LOOPBACK])].join(',');
  Object.assign(env, { no_proxy: direct, NO_PROXY: direct });
}

function isForeign(name: string): boolean {
  return (
    /^PG[A-Z]+$/.test(name) ||
    (name.startsWith('PULUMI_') && !PULUMI_KEPT.has(name)) ||
    ['NODE_OPTIONS', 'NODE_ENV', 'no_grpc_proxy'].includes(name)
  );
}
