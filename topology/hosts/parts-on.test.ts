import { expect, it } from 'vitest';
import { parseClusterConfig } from '../config/config';
import { planCluster } from '../plan-cluster';
import { heardParts, partsOn } from './parts-on';

const names = ['h1', 'h2', 'h3', 'h4'];
const hosts = Object.fromEntries(
  names.map((name, index) => {
    const address = `10.0.0.${index + 1}`;
    return [name, { docker: `tcp://${address}:2376`, address }];
  }),
);

it('a host is heard by all that serves on it, but a repository of backups', () => {
  const plan = planCluster(parseClusterConfig('test', { hosts, 'workers.count': 2 }));
  const on = (name: string) => partsOn(plan, name).map((part) => part.name);
  const heard = (name: string) => heardParts(plan, name).map((part) => part.name);
  const [backedUp = ''] = names.filter((name) => on(name).includes(`backup-${name}`));
  expect(heard(backedUp)).toEqual(on(backedUp).filter((part) => part !== `backup-${backedUp}`));
  for (const name of names.filter((one) => one !== backedUp)) expect(heard(name)).toEqual(on(name));
});
