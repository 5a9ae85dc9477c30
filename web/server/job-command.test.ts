import { describe, expect, it } from 'vitest';
import { stackCommand } from '../../cli/command';
import { benchOptions } from '../../benchmark/options/choose-options';
import { addBenchOptions } from '../../benchmark/options/declare-options';
import { addChaosOptions, chaosOptions } from '../../chaos/options';
import { jobArguments } from './job-command';

describe('jobArguments', () => {
  it('says to the benchmark command what the form says', () => {
    const command = addBenchOptions(stackCommand('bench', 'test').argument('<scenario>'));
    const args = jobArguments(
      {
        ...{ kind: 'bench', stack: 'native', scenario: 'mixed', vus: 3, rate: 40, durationS: 9 },
        ...{ warmupS: 0, readRatio: 50, to: 'any', tag: '--json', repeat: 2, seed: 7 },
        ...{ evidence: false, failIf: ['p99>50ms', 'errors>0'] },
      },
      '/there',
    );
    command.action(() => undefined).parse(args, { from: 'user' });
    expect(command.args).toEqual(['mixed']);
    expect(benchOptions(command, 'mixed')).toMatchObject({
      ...{ stack: 'native', durationS: 9, warmupS: 0, readRatio: 50, to: 'any', tag: '--json' },
      ...{ repeat: 2, seed: 7, evidence: false, resultsFolder: '/there' },
      load: { model: 'open', vus: 3, ratePerS: 40 },
      failIf: [{ expression: 'p99>50ms' }, { expression: 'errors>0' }],
    });
    expect(command.opts()['json']).toBeUndefined();
  });

  it('says to the chaos command what was confirmed', () => {
    const command = addChaosOptions(stackCommand('chaos', 'test'));
    const args = jobArguments(
      {
        ...{ kind: 'chaos', stack: 'dev', fault: 'pause', target: 'worker-1', holdS: 4 },
        ...{ rounds: 2, rate: 5, force: true, confirm: true },
      },
      '/there',
    );
    command.action(() => undefined).parse(args, { from: 'user' });
    expect(chaosOptions(command, command.args)).toMatchObject({
      ...{ stack: 'dev', faults: ['pause'], targets: ['worker-1'], holdMs: 4000, rounds: 2 },
      ...{ rate: 5, force: true, resultsFolder: '/there' },
    });
  });

  it('says to the restore command where to, or that it is to go back', () => {
    const request = { kind: 'restore', stack: 'dev', confirm: 'dev' } as const;
    expect(jobArguments({ ...request, to: '--undo' }, 'r')).toEqual([
      ...['--to=--undo', '--yes', '--stack=dev', '--results=r'],
    ]);
    expect(jobArguments({ ...request, undo: true }, 'r')).toEqual([
      ...['--undo', '--yes', '--stack=dev', '--results=r'],
    ]);
  });

  it('leaves out what nobody said', () => {
    expect(jobArguments({ kind: 'bench', stack: 'dev', scenario: 'read' }, 'r')).toEqual([
      ...['read', '--stack=dev', '--results=r'],
    ]);
  });
});
