import { describe, expect, it } from 'vitest';
import { versionsIn } from './image-versions';

describe('versionsIn', () => {
  it('reads PostgreSQL and Citus, whatever frames them', () => {
    const told =
      '\x01\0\0\0\0\0\0\x0adebian=13\n\x01\0\0\0\0\0\0\x0cpostgres=17\n\x01citus=14.0-1\n';
    expect(versionsIn(told)).toEqual({ postgres: 17, citus: '14.0-1' });
  });

  it('takes the newest PostgreSQL, as the database image does', () => {
    expect(versionsIn('debian=12\npostgres=9.6\npostgres=16\n')).toMatchObject({ postgres: 16 });
  });

  it("knows what Debian's own PostgreSQL is where the image has none", () => {
    expect(versionsIn('debian=13\n')).toEqual({ postgres: 17, citus: undefined });
    expect(versionsIn('')).toEqual({ postgres: undefined, citus: undefined });
  });
});
