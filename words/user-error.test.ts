import { describe, expect, it } from 'vitest';
import { UserError } from './user-error';

describe('UserError', () => {
  it('says what failed and what to do in one line', () => {
    expect(new UserError('port 5432 is taken', 'set ports.write').message).toBe(
      'port 5432 is taken; set ports.write',
    );
  });

  it('needs no remedy', () => {
    expect(new UserError('stopped by Ctrl-C').message).toBe('stopped by Ctrl-C');
  });
});
