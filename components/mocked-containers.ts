import type { MockedDeployment } from './mocked-deployment';

/** Pulumi's type of a container. */
export const CONTAINER = 'docker:index/container:Container';

/** Inputs of a container, the parts that are looked at. */
export interface ContainerInputs {
  name: string;
  hostname: string;
  image: string;
  init: boolean;
  restart: string;
  memory: number;
  memorySwap: number;
  destroyGraceSeconds: number;
  stopSignal?: string;
  healthcheck: { tests: string[]; interval: string; timeout: string; startPeriod: string };
  networksAdvanced: { name: string; aliases: string[] }[];
  labels: { label: string; value: string }[];
  ports?: { internal: number; external: number; ip: string }[];
  volumes?: { volumeName: string; containerPath: string }[];
  uploads: { file: string; content?: string; source?: string; sourceHash?: string }[];
}

/** The resources of a type. */
export function ofType({ resources }: MockedDeployment, type: string) {
  return resources.filter((resource) => resource.type === type);
}

/** The inputs of all containers. */
export function containers(deployment: MockedDeployment): ContainerInputs[] {
  return ofType(deployment, CONTAINER).map(({ inputs }) => inputs as unknown as ContainerInputs);
}

/** The inputs of the container of a part, by the part's name. @throws Error where there is none */
export function container(deployment: MockedDeployment, name: string): ContainerInputs {
  const found = containers(deployment).find((inputs) => inputs.hostname === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}
