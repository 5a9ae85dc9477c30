import { expect, it } from 'vitest';
import { exhausted } from './address-pool';

it.each([
  'Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  'all predefined address pools have been fully subnetted',
])('says what frees a range where the engine says: %s', (message) => {
  expect(exhausted(new Error(message), 31)?.message).toMatch(
    /^the Docker engine has no range of addresses for another network beside its 31; `docker network prune`/,
  );
});

it('leaves other errors as they are', () => {
  expect(exhausted(new Error('network with name x already exists'), 3)).toBeUndefined();
});
