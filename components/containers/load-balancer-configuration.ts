import { readFileSync } from 'node:fs';
import { packagePath } from '../../toolchain/paths';
import type { ClusterPlan, IngressPlan } from '../../topology/plan';
import {
  HAPROXY_CONFIGURATION,
  HAPROXY_SCRIPTS,
  renderHaproxy,
} from '../../topology/rendering/haproxy';

/** One file of the load balancer's container. */
export interface ConfigurationFile {
  /** Absolute path in the container. */
  readonly file: string;
  readonly content: string;
}

/** The load balancer's configuration, then the scripts that it loads. No secret is in them. */
export function loadBalancerConfiguration(
  plan: ClusterPlan,
  way: IngressPlan = plan,
): ConfigurationFile[] {
  return [
    {
      file: HAPROXY_CONFIGURATION,
      content: renderHaproxy(plan, readFileSync(packagePath('haproxy/haproxy.cfg'), 'utf8'), way),
    },
    ...HAPROXY_SCRIPTS.map(({ source, path }) => ({
      file: path,
      content: readFileSync(packagePath(source), 'utf8'),
    })),
  ];
}
