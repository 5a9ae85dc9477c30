import type { Options, Shell } from 'zx' with { 'resolution-mode': 'import' };

/** A shell whose commands share this terminal and whose exit codes are the caller's to judge. */
export async function openShell(options: Partial<Options> = {}): Promise<Shell> {
  // zx is an ES module, which a CommonJS program can only import while it runs.
  const { $ } = await import('zx');
  const stdio: Options['stdio'] = ['ignore', 'inherit', 'inherit'];
  return $({ stdio, nothrow: true, verbose: false, ...options });
}
