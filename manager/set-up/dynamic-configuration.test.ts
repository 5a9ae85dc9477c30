import { describe, expect, it } from 'vitest';
import { configurationChange } from './dynamic-configuration';

const wanted = {
  ttl: 20,
  postgresql: { use_slots: true, parameters: { work_mem: '4MB', jit: 'off' } },
};

describe('configurationChange', () => {
  it('is nothing where all is as wanted, whatever else Patroni keeps', () => {
    expect(configurationChange({ ...wanted, pause: false }, wanted)).toBeUndefined();
  });

  it('holds only what differs', () => {
    const current = {
      ttl: 30,
      postgresql: { use_slots: true, parameters: { work_mem: '8MB', jit: 'off' } },
    };
    expect(configurationChange(current, wanted)).toEqual({
      ttl: 20,
      postgresql: { parameters: { work_mem: '4MB' } },
    });
  });

  it('removes a parameter that is wanted no more, and no other key', () => {
    const parameters = { ...wanted.postgresql.parameters, geqo: 'off' };
    const current = { ...wanted, postgresql: { use_slots: true, use_pg_rewind: true, parameters } };
    expect(configurationChange(current, wanted)).toEqual({
      postgresql: { parameters: { geqo: null } },
    });
  });

  it('makes what is not there', () => {
    expect(configurationChange({}, wanted)).toEqual(wanted);
  });
});
