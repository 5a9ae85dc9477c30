import { describe, expect, it } from 'vitest';
import { stackCommand } from '../cli/command';
import { addChaosOptions, chaosOptions } from './options';

function parse(...args: string[]) {
  const command = addChaosOptions(stackCommand('chaos', 'breaks'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .action(() => undefined);
  command.parse(args, { from: 'user' });
  return chaosOptions(command, command.args);
}

describe('chaosOptions', () => {
  it('has a default for everything', () => {
    expect(parse('pause')).toEqual({
      ...{ stack: 'dev', faults: ['pause'], targets: [], rounds: 1, holdMs: 10_000, rate: 10 },
      ...{ timeoutMs: 2000, minutes: 10, seed: 1, force: false },
      hostCommand: undefined,
      resultsFolder: 'benchmark_results',
    });
  });

  it('takes several faults and targets', () => {
    const options = parse('pause', 'stop', '--target', 'worker-1', 'etcd-2', '--hold', '1m');
    expect(options).toMatchObject({ faults: ['pause', 'stop'], targets: ['worker-1', 'etcd-2'] });
    expect(options.holdMs).toBe(60_000);
  });

  it('refuses random beside another fault', () => {
    expect(() => parse('random', 'stop')).toThrow(/stands alone/);
  });
});
