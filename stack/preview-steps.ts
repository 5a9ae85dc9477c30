import { countOf, listOf } from '../topology/change/change-rule';

/** What an update would do to Docker's resources, by what the engine calls them. */
export interface ResourceSteps {
  readonly create: readonly DockerResource[];
  readonly replace: readonly DockerResource[];
  readonly delete: readonly DockerResource[];
  /** What Pulumi manages no more, and leaves where it is. */
  readonly leave: readonly DockerResource[];
}

/** A container, volume, network or image. */
export interface DockerResource {
  readonly kind: 'container' | 'volume' | 'network' | 'image';
  /** Its name on the engine. */
  readonly name: string;
}

/** As much of `pulumi preview --json` as is read. */
interface Preview {
  readonly steps?: readonly Step[];
  readonly diagnostics?: readonly { readonly message: string; readonly severity: string }[];
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State;
  readonly newState?: State;
}

interface State {
  readonly retainOnDelete?: boolean;
  readonly inputs?: { readonly name?: string; readonly imageName?: string };
}

/** Reads the steps out of what `pulumi preview --json` prints. */
export function resourceSteps(json: string): ResourceSteps {
  const { steps = [] } = JSON.parse(json) as Preview;
  const of = (op: string, isMeant: (step: Step) => boolean = () => true): DockerResource[] =>
    steps
      .filter((step) => step.op === op && isMeant(step))
      .flatMap((step) => dockerResource(step) ?? []);
  const stays = ({ oldState }: Step): boolean => oldState?.retainOnDelete === true;
  return {
    create: of('create'),
    replace: of('replace'),
    delete: of('delete', (step) => !stays(step)),
    leave: of('delete', stays),
  };
}

/** The errors that a preview reports, each on one line. */
export function previewErrors(json: string): string[] {
  const { diagnostics = [] } = JSON.parse(json) as Preview;
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message.replace(/^error: /, '').trim());
}

function dockerResource({ urn, oldState, newState }: Step): DockerResource | undefined {
  // urn:pulumi:STACK::PROJECT::PARENTS$docker:index/volume:Volume::NAME
  const [, , types = '', name = ''] = urn.split('::');
  const kind = /(?:^|\$)docker:index\/(container|volume|network|image):/.exec(types)?.[1];
  if (kind === undefined) return undefined;
  const inputs = oldState?.inputs ?? newState?.inputs;
  return {
    kind: kind as DockerResource['kind'],
    name: inputs?.name ?? inputs?.imageName ?? name,
  };
}

/**
 * What is made, replaced and deleted, a line each: numbers of what is made, names of what ends.
 * Empty where nothing is.
 */
export function describeSteps({
  create,
  replace,
  delete: deleted,
  leave,
}: ResourceSteps): string[] {
  const made = (['container', 'volume', 'network', 'image'] as const)
    .map((kind) => [create.filter((one) => one.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => countOf(count, kind));
  const named = (all: readonly DockerResource[]): string =>
    listOf(all.map(({ kind, name }) => `${kind} ${name}`));
  return [
    ...(made.length > 0 ? [`made: ${listOf(made)}`] : []),
    ...(replace.length > 0 ? [`replaced: ${named(replace)}`] : []),
    ...(deleted.length > 0 ? [`deleted: ${named(deleted)}`] : []),
    ...(leave.length > 0 ? [`left where it is: ${named(leave)}`] : []),
  ];
}
