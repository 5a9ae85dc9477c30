import { describe, expect, it } from 'vitest';
import { canInstallPackages } from './debian';

describe('canInstallPackages', () => {
  it.each([
    ['Debian as root', 'NAME="Debian GNU/Linux"\nID=debian\n', 0, true],
    ['Ubuntu as root', 'ID=ubuntu\nID_LIKE=debian\n', 0, true],
    ['a kin of Ubuntu as root', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 0, true],
    ['Debian without root', 'ID=debian\n', 1000, false],
    ['Fedora as root', 'ID=fedora\n', 0, false],
    ['no file', '', 0, false],
  ])('%s', (_, osRelease, uid, expected) => {
    expect(canInstallPackages(osRelease, uid)).toBe(expected);
  });
});
