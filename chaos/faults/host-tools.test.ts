import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostToolsByCommand } from './host-tools';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-tools-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('hostToolsByCommand', () => {
  it('calls the program with a verb, the host and options', async () => {
    const said = join(folder, 'said');
    const tools = hostToolsByCommand(`note() { echo "$@" >>'${said}'; }; note`);
    const faults = ['kill-host', 'pause-host', 'partition-host', 'slow-host'] as const;
    for (const fault of [...faults, 'partition-host-in', 'partition-host-out'] as const) {
      await tools.breakHost(fault, 'h2');
      await tools.mendHost(fault, 'h2');
    }
    expect(readFileSync(said, 'utf8').trim().split('\n')).toEqual([
      ...['kill h2', 'start h2', 'pause h2', 'resume h2', 'partition h2', 'heal h2'],
      ...['slow h2 --delay 100 --loss 2', 'fast h2'],
      ...['partition h2 --one-way in', 'heal h2', 'partition h2 --one-way out', 'heal h2'],
    ]);
  });

  it('says which call failed, and why', async () => {
    const tools = hostToolsByCommand('sh -c "echo no route to $1 >&2; exit 3" sh "$1" #');
    await expect(tools.breakHost('kill-host', 'h2')).rejects.toThrow(
      /kill h2` ended with 3: no route to kill/,
    );
  });
});
