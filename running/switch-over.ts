import type Docker from 'dockerode';
import { switchoverRequest } from '../manager/observe/switchover-request';
import { execInContainer, type ExecResult } from '../toolchain/docker/container-exec';
import type { ClusterPlan } from '../topology/plan';
import { PATRONI_NODE_FILE } from '../topology/rendering/patroni';

/**
 * Posts to the REST interface of the node's Patroni, with the login of its own configuration, which
 * so never leaves the container.
 */
const POST = `
import base64, sys, urllib.error, urllib.request, yaml
restapi = yaml.safe_load(open('${PATRONI_NODE_FILE}'))['restapi']
login = restapi['authentication']
token = base64.b64encode(f"{login['username']}:{login['password']}".encode()).decode()
port = restapi['listen'].rsplit(':', 1)[1]
path, body, limit = sys.argv[1:]
request = urllib.request.Request(f'http://127.0.0.1:{port}/{path}', data=body.encode(),
    headers={'authorization': f'Basic {token}', 'content-type': 'application/json'})
try:
    print(urllib.request.urlopen(request, timeout=int(limit) / 1000).read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f'{error.code} {error.read().decode()}')
`;

/**
 * Has Patroni hand over from a primary, whether or not a plan still has a place for it, and waits
 * until it has.
 *
 * @param exec runs a command in the primary's container
 * @param primary its name
 * @param standby the one to hand over to; default: whichever Patroni takes
 * @throws Error with Patroni's words where it refuses
 */
export async function switchOver(
  exec: (command: readonly string[], user: string) => Promise<ExecResult>,
  primary: string,
  standby?: string,
): Promise<void> {
  const { path, body, limitMs } = switchoverRequest(primary, standby);
  const command = ['python3', '-c', POST, path, JSON.stringify(body), String(limitMs)];
  const { code, output } = await exec(command, 'postgres');
  if (code !== 0) throw new Error(output.trim().split('\n').at(-1));
}

/** {@link switchOver} to a standby of the same group, in the container that a stack has for the primary. */
export async function handOver(
  docker: Docker,
  { network }: ClusterPlan,
  primary: string,
  standby: string,
): Promise<void> {
  const container = docker.getContainer(`${network}-${primary}`);
  await switchOver((...command) => execInContainer(container, ...command), primary, standby);
}
