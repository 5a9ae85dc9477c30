import {
  addressOf,
  listenAddresses,
  waysIn,
  type ClusterPlan,
  type IngressPlan,
  type NodePlan,
  type PoolerPlan,
  type PublishedPort,
} from '../plan';
import { managersOf } from '../managers';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { isClearRefused, isVerified, stageOf } from '../tls/tls-stage';

/** Path of the configuration file in the load balancer's container. */
export const HAPROXY_CONFIGURATION = '/etc/haproxy/haproxy.cfg';

/** Where HAProxy takes commands, for root and itself. */
export const HAPROXY_SOCKET = '/tmp/haproxy.sock';

/** Directory of the Lua scripts that the configuration loads. */
const LUA_DIRECTORY = '/etc/haproxy';

/** The Lua scripts in haproxy/, and each one's path in the load balancer's container. */
export const HAPROXY_SCRIPTS = [
  'cut-off.lua',
  'await-server.lua',
  'ask-patroni.lua',
  'one-primary.lua',
  'ask-successors.lua',
].map((name) => ({
  source: `haproxy/${name}`,
  path: `${LUA_DIRECTORY}/${name}`,
}));

/**
 * Fills the load balancer's template.
 *
 * @param template content of haproxy/haproxy.cfg
 * @param way in that it is for; default the only one
 * @throws Error where the template and its values don't have the same placeholders
 */
export function renderHaproxy(
  plan: ClusterPlan,
  template: string,
  way: IngressPlan = plan,
): string {
  const values = new Map(Object.entries(placeholders(plan, way)));
  const rendered = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`haproxy.cfg has an unknown placeholder: ${name}`);
    return value;
  });
  const unused = [...values.keys()].filter((name) => !template.includes(`{{${name}}}`));
  if (unused.length > 0) throw new Error(`haproxy.cfg lacks placeholders: ${unused.join(', ')}`);
  // The template's first comment is about the template.
  return rendered.slice(rendered.indexOf('global\n'));
}

function placeholders(plan: ClusterPlan, way: IngressPlan): Record<string, string> {
  const { loadBalancer } = way;
  const [coordinator, ...workers] = plan.groups;
  if (coordinator === undefined) throw new Error('the plan has no coordinator');
  const { ports } = loadBalancer;
  const bind = ({ internal }: PublishedPort): string =>
    listenAddresses(loadBalancer, '*')
      .map((address) => `${address}:${internal}`)
      .join(',');
  const bindBoth = (port: PublishedPort): string =>
    [bind(port), ...floatingBinds(plan, port)].join('\n  bind ');
  const speech = plan.tls === undefined ? 'clear' : 'tls';
  const anyNode = workers.length > 0 && plan.engine === 'citus';
  return {
    luaDirectory: LUA_DIRECTORY,
    cutOff: cutOff(plan, way),
    sessionMs: String(SESSION_MS[speech]),
    patroniPort: String(coordinator.nodes[0]?.patroniPort),
    patroniScheme: isClearRefused(plan) ? 'https' : 'http',
    patroniAuthorities:
      plan.tls === undefined
        ? 'httpclient.ssl.verify none'
        : `httpclient.ssl.ca-file ${CERTIFICATE_FILES.authorities}`,
    write: bindBoth(ports.write),
    read: bindBoth(ports.read),
    anyNode: bindBoth(ports.anyNode),
    stats: bind(ports.stats),
    ...(plan.hosts === undefined ? BY_NAME : BY_ADDRESS),
    coordinators: servers(plan, coordinator.nodes),
    primaryInterval: PRIMARY_INTERVAL[speech],
    statsTls: isVerified(plan) ? ` ssl crt ${CERTIFICATE_FILES.pair}` : '',
    runtimeSocket:
      plan.tls === undefined
        ? ''
        : `\n  # Certificates are changed there while all sessions go on.\n  stats socket ${HAPROXY_SOCKET} mode 600 level admin`,
    anyNodeBackend: anyNode ? 'workers' : 'primary',
    workerBackend: anyNode
      ? workerBackend(
          plan,
          workers.flatMap((group) => group.nodes),
        )
      : '',
    floatingPooler: floatingPooler(plan, way),
  };
}

/** What tells a load balancer that its host is cut off: the manager there, where others are elsewhere. */
function cutOff(plan: ClusterPlan, { manager }: IngressPlan): string {
  if (managersOf(plan).length === 1) return '';
  const scheme = isVerified(plan) ? 'https' : 'http';
  const address = addressOf(manager);
  return ` ${manager.name} ${scheme}://${address}:${manager.port.internal} ${address}`;
}

/** Where the floating address is bound, on hosts that do not have it as well: they may any moment. */
function floatingBinds(
  { floatingAddress }: ClusterPlan,
  { internal }: Pick<PublishedPort, 'internal'>,
): string[] {
  return floatingAddress === undefined
    ? []
    : [`${floatingAddress.address}:${internal} transparent`];
}

/**
 * The pooled port of the floating address: a pooler can't listen at an address that its host does not
 * have. The host's own serves it, and another one while that is down.
 */
function floatingPooler(plan: ClusterPlan, { pooler }: IngressPlan): string {
  const [bind] = floatingBinds(plan, pooler.port);
  if (bind === undefined) return '';
  const server = (one: PoolerPlan): string => {
    const { internal } = one.port;
    const rank = one.name === pooler.name ? '' : ' backup';
    return `  server ${one.name} ${addressOf(one)}:${internal} check port ${internal}${rank}`;
  };
  return `# The pooled port, at the floating address alone.
frontend pooled
  bind ${bind}
  default_backend poolers

backend poolers
${waysIn(plan)
  .map((way) => server(way.pooler))
  .join('\n')}

`;
}

/** Servers that Docker's names lead to. */
const BY_NAME = {
  lookup: ' init-addr none resolvers docker resolve-prefer ipv4',
  resolvers: `
resolvers docker
  nameserver dns 127.0.0.11:53
  resolve_retries 2
  timeout resolve 1s
  timeout retry 500ms
  hold valid 1s
  hold nx 1s
  # An engine that is busy or restarted answers no name for a while. A server keeps its address then,
  # and its sessions: the checks ask whether it lives, and whether it is still the one.
  hold timeout 1h
  hold refused 1h
  hold other 1h
`,
};

/** Servers with fixed addresses, on hosts of their own. */
const BY_ADDRESS = { lookup: '', resolvers: '' };

/**
 * Between two checks of the coordinator primary. HAProxy gives a check no longer than that to connect
 * (tcpcheck.c), and a handshake belongs to it: with 150 ms a busy primary was taken for down again and
 * again, and its sessions ended.
 */
const PRIMARY_INTERVAL = { clear: '150ms', tls: '400ms' };

/** Checks of the workers' nodes that a second has at the most: each costs the load balancer 1 ms, and the node 3. */
const WORKER_CHECKS_A_SECOND = 100;

function workerBackend(plan: ClusterPlan, nodes: readonly NodePlan[]): string {
  const seconds = Math.max(1, Math.ceil(nodes.length / WORKER_CHECKS_A_SECOND));
  return `backend workers
  option httpchk
  http-check send meth GET uri /primary
  http-check expect rstring "\\"state\\": \\"running\\".*\\"role\\": \\"(primary|master)\\".*\\"name\\": \\"worker-"
  http-check expect status 200
  # While one has no primary, the others answer for all.
  default-server inter ${seconds}s downinter ${seconds}s
${servers(plan, nodes)}

`;
}

/**
 * The nodes of a backend. While Patroni may serve clear text or TLS each one stands there twice, and is up
 * by the check that it answers.
 */
function servers(plan: ClusterPlan, nodes: readonly NodePlan[]): string {
  const at = (node: NodePlan): string =>
    `${addressOf(node)}:${node.postgresPort} check${plan.hosts ? ` port ${node.patroniPort}` : ''}`;
  const inClear = (node: NodePlan): string => `  server ${node.name} ${at(node)}`;
  const byTls = (node: NodePlan, suffix: string): string =>
    `  server ${node.name}${suffix} ${at(node)} ${CHECK_TLS} verifyhost ${node.name}`;
  return nodes
    .flatMap((node) => {
      if (isClearRefused(plan)) return [byTls(node, '')];
      if (stageOf(plan) === 'off') return [inClear(node)];
      return [inClear(node), byTls(node, '-tls')].map((server) => server + SAME_ADDRESS);
    })
    .join('\n');
}

/** HAProxy resolves a name for one server of a backend alone otherwise, and leaves the others without address. */
const SAME_ADDRESS = ' resolve-opts allow-dup-ip';

/**
 * Sessions pass through as they are; the check is one of its own. It shows no certificate, which Patroni
 * wants of nobody who only reads: HAProxy 3.0 crashes where it takes over other authorities for a server
 * that has a certificate as well.
 */
const CHECK_TLS = `check-ssl verify required ca-file ${CERTIFICATE_FILES.authorities}`;

/**
 * CPU time, ms, after which the next of many clients that come back after a failover is let in: about what
 * its session costs coordinator and workers until the first answer, with the handshakes of TLS.
 */
const SESSION_MS = { clear: 16, tls: 45 };
