import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line';

describe('commandLine', () => {
  it('quotes what a shell would take apart', () => {
    const words = ['mixed', '--fail-if', 'p99>50ms', '--tag', "it's", ''];
    expect(commandLine('npm run bench --', words)).toBe(
      `npm run bench -- mixed --fail-if 'p99>50ms' --tag 'it'\\''s' ''`,
    );
  });
});
