import type * as pulumi from '@pulumi/pulumi';
import type { EngineObject } from '../preflight/ownership';
import { OWNER_LABELS, type Owner } from '../toolchain/pulumi/owner';

const VOLUME = 'docker:index/volume:Volume';

/** What is made under a name of its own on the engine, which another deployment may have too. */
const LABELLED = new Set([
  'docker:index/container:Container',
  'docker:index/network:Network',
  VOLUME,
]);

/**
 * Labels containers, network and volumes with who makes them. What is there keeps the labels that it
 * was made with: another label would replace it. A volume that is taken up again stays as it is too,
 * and the state is to know it by the labels that it has.
 *
 * @param objects tells what has the cluster's names on the engine
 */
export function ownerLabels(
  { id, place }: Owner,
  objects: () => readonly EngineObject[],
): pulumi.ResourceTransformation {
  const labels = [
    { label: OWNER_LABELS.id, value: id },
    { label: OWNER_LABELS.place, value: place },
  ];
  return ({ type, props, opts }) => {
    if (!LABELLED.has(type)) return undefined;
    const { name, labels: own = [] } = props as { name?: unknown; labels?: readonly unknown[] };
    const volume =
      type === VOLUME
        ? objects().find((object) => object.kind === 'volume' && object.name === name)
        : undefined;
    const had = volume && Object.entries(volume.labels).map(([label, value]) => ({ label, value }));
    const { ignoreChanges = [] } = opts as pulumi.CustomResourceOptions;
    return {
      props: { ...props, labels: had ?? [...own, ...labels] },
      opts: { ...opts, ignoreChanges: [...ignoreChanges, 'labels'] },
    };
  };
}
