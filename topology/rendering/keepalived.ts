import type { ClusterPlan, ContainerPlan } from '../plan';

/** Path of the configuration file in the container. */
export const KEEPALIVED_CONFIGURATION = '/etc/keepalived/keepalived.conf';

/**
 * Seconds between two signs of life of the host that has the address. Another takes it after three of them
 * did not come, so that a host may be held up for as long.
 */
const ADVERTISED_S = 0.25;

/** The first host's precedence, and how far the next one is behind: it waits longer before it takes over. */
const FIRST_PRIORITY = 250;
const PRIORITY_STEP = 50;

/**
 * keepalived's configuration on one of the hosts with a way in. Who has the address keeps it: one that is
 * back takes it from nobody, which would end all sessions a second time. A host whose load balancer does not
 * work gives it up.
 *
 * All hosts that may have a way in are told who has the address, even one that is lost: if it comes back,
 * with what it ran then, it finds the address taken.
 *
 * @param container on the host that it is for
 * @throws Error where the plan has no floating address, or the container is none of its
 */
export function renderKeepalived(plan: ClusterPlan, container: ContainerPlan): string {
  const { floatingAddress, hosts = [] } = plan;
  const place = floatingAddress?.containers.findIndex(({ name }) => name === container.name) ?? -1;
  if (floatingAddress === undefined || place < 0) {
    throw new Error(`${container.name} is for no floating address`);
  }
  const peers = hosts.filter(
    ({ name, roles }) => roles.includes('ingress') && name !== container.host,
  );
  return `# The interface that has the host's own address, as $INTERFACE.
include /tmp/interface.conf

global_defs {
  router_id ${container.name}
  vrrp_version 3
  max_auto_priority -1
}

# 0 while the load balancer on this host works; else the host has the address no longer.
track_file load_balancer {
  file /tmp/load-balancer
  weight 0
}

vrrp_instance floating_address {
  state BACKUP
  nopreempt
  interface $INTERFACE
  virtual_router_id ${floatingAddress.routerId}
  priority ${FIRST_PRIORITY - place * PRIORITY_STEP}
  advert_int ${ADVERTISED_S}
  unicast_src_ip ${container.address}
  unicast_peer {
${peers.map(({ address }) => `    ${address}`).join('\n')}
  }
  # Of a network of its own: neither a route nor a source of the host's own connections follows from it.
  virtual_ipaddress {
    ${floatingAddress.address}/32 dev $INTERFACE
  }
  track_file {
    load_balancer
  }
}
`;
}
