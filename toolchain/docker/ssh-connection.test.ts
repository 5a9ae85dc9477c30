import { expect, it } from 'vitest';
import { sshArguments } from './ssh-connection';

it.each([
  ['ssh://root@10.0.0.1', ['-l', 'root', '--', '10.0.0.1']],
  ['ssh://me@db.lan:2222', ['-l', 'me', '-p', '2222', '--', 'db.lan']],
  ['ssh://db', ['--', 'db']],
])('has ssh log in at %s without a question', (address, words) => {
  const all = sshArguments(address);
  expect(all.slice(-words.length - 3)).toEqual([...words, 'docker', 'system', 'dial-stdio']);
  expect(all).toContain('BatchMode=yes');
});
