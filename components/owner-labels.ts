import type * as pulumi from '@pulumi/pulumi';
import { OWNER_LABELS, type Owner } from '../toolchain/owner';

/** What is made under a name of its own on the engine, which another deployment may have too. */
const LABELLED = new Set([
  'docker:index/container:Container',
  'docker:index/network:Network',
  'docker:index/volume:Volume',
]);

/**
 * Labels containers, network and volumes with who makes them. What is there keeps the labels that it
 * was made with: another label would replace it.
 */
export function ownerLabels({ id, place }: Owner): pulumi.ResourceTransformation {
  const labels = [
    { label: OWNER_LABELS.id, value: id },
    { label: OWNER_LABELS.place, value: place },
  ];
  return ({ type, props, opts }) => {
    if (!LABELLED.has(type)) return undefined;
    const { labels: own = [] } = props as { labels?: readonly unknown[] };
    const { ignoreChanges = [] } = opts as pulumi.CustomResourceOptions;
    return {
      props: { ...props, labels: [...own, ...labels] },
      opts: { ...opts, ignoreChanges: [...ignoreChanges, 'labels'] },
    };
  };
}
