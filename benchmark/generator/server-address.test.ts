import { expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { checkServerAddress } from './server-address';

it('takes an address that the certificates are for, and any where nobody verifies them', () => {
  const planned = (raw: object) => planCluster(parseClusterConfig('test', { ...raw }));
  const named = planned({ 'tls.names': ['db.lan'] });
  for (const address of [null, 'db.lan', 'DB.lan', 'localhost', '127.0.0.1']) {
    expect(() => {
      checkServerAddress(named, address);
    }).not.toThrow();
  }
  expect(() => {
    checkServerAddress(named, '10.0.0.9');
  }).toThrow(/not for 10\.0\.0\.9.*tls\.names/s);
  expect(() => {
    checkServerAddress(planned({ 'tls.mode': 'off' }), '10.0.0.9');
  }).not.toThrow();
});
