import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { makeKey } from './ssh-server';

/**
 * What an operator has of SSH, in a folder of its own: `ssh` reads no configuration of a home that is not
 * the user's own, and so it is called by a program that names one.
 */
export class SshClient {
  /** @param folder absolute path */
  constructor(readonly folder: string) {}

  /** `PATH` with the `ssh` that knows this configuration in front. */
  get path(): string {
    return [join(this.folder, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
  }

  /** The key that servers are to let in, a line. */
  get publicKey(): string {
    return readFileSync(join(this.folder, 'key.pub'), 'utf8');
  }

  /** Makes its key, and one that has a passphrase. */
  async make(): Promise<void> {
    mkdirSync(join(this.folder, 'bin'), { recursive: true });
    await makeKey(join(this.folder, 'key'));
    await makeKey(join(this.folder, 'locked-key'), 'passphrase');
    const program = `#!/bin/sh\nexec ${findOnPath('ssh') ?? 'ssh'} -F ${this.folder}/config "$@"\n`;
    writeFileSync(join(this.folder, 'bin', 'ssh'), program, { mode: 0o755 });
    this.configure();
  }

  /** Knows these servers from now on. @param keys public keys by address */
  know(keys: ReadonlyMap<string, string>): void {
    const lines = [...keys].map(([address, key]) => `${address} ${key}`);
    writeFileSync(join(this.folder, 'known_hosts'), lines.join(''));
  }

  /** @param key of {@link folder} that is shown; @param knownHosts file of {@link folder} */
  configure({ key = 'key', knownHosts = 'known_hosts' } = {}): void {
    const lines = [
      `IdentityFile ${this.folder}/${key}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      `UserKnownHostsFile ${this.folder}/${knownHosts}`,
      'GlobalKnownHostsFile /dev/null',
    ];
    writeFileSync(join(this.folder, 'config'), `${lines.join('\n')}\n`);
  }
}
