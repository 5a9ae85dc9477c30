import { anotherStack, type Change, type ChangeRule, type Judgement } from './change-rule';
import { isKnown, type Catalogue, type ImageVersions } from './existing-cluster';

/** The image under the database nodes. */
export const BASE_IMAGE: ChangeRule = {
  says:
    'nodes are replaced one at a time, by switchover. Refused where it has another major version of ' +
    'PostgreSQL, another version of Citus than the catalogue, or none',
  judge: ({ existing: { catalogue, nextImage }, plan }: Change): Judgement => {
    if (nextImage === undefined) return { effect: 'live', what: 'the nodes run it already' };
    if (!isKnown(catalogue)) {
      return {
        effect: 'rolling',
        what: `nodes are replaced one at a time; whether their data fit can't be asked: ${catalogue.unknown}`,
      };
    }
    const obstacle = obstacleIn(catalogue, nextImage);
    return obstacle === undefined
      ? { effect: 'rolling', what: 'nodes are replaced one at a time, by switchover' }
      : { effect: 'refused', what: obstacle, remedy: anotherStack(plan) };
  },
};

function obstacleIn({ postgres, citus }: Catalogue, image: ImageVersions): string | undefined {
  if (image.postgres === undefined) return `it does not tell which PostgreSQL it brings`;
  if (image.postgres !== postgres) {
    return `it has PostgreSQL ${image.postgres}, which can't read the data of PostgreSQL ${postgres}`;
  }
  if (citus === undefined) return undefined;
  if (image.citus === undefined) return `it has no Citus, and the tables are Citus ${citus}'s`;
  const order = compareVersions(image.citus, citus);
  if (order < 0) return `it has Citus ${image.citus}, older than the catalogue's ${citus}`;
  if (order > 0) {
    return (
      `it has Citus ${image.citus}, and Citus refuses every statement until the catalogue's ${citus} ` +
      'is updated on all nodes at once'
    );
  }
  return undefined;
}

/** Compares versions such as `14.0-1` number by number: below 0 where the first is older. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const differing = a.findIndex((number, i) => number !== (b[i] ?? 0));
  if (differing !== -1) return (a[differing] ?? 0) - (b[differing] ?? 0);
  return a.length - b.length;
}

function numbersOf(version: string): number[] {
  return version.split(/\D+/).filter(Boolean).map(Number);
}
