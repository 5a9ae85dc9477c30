/** A resource in an exported state, the parts that tell where it stands and whom it mentions. */
interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  /** `URN::id` of its provider. */
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
}

/** What `pulumi stack export` prints, as far as it is looked at. */
export interface ExportedState {
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly { readonly resource: ExportedResource }[];
  };
}

/**
 * Takes what a provider manages out of a state, the provider too, and every mention of it: for a host that
 * is gone, whose resources Pulumi would ask for ever. Nothing else that a removed resource was needed for
 * goes with it, as it does with `pulumi state delete --target-dependents`.
 *
 * @param isLost whether a provider, by its name, is one of those
 * @returns the state and how many resources were taken out, providers included
 */
export function withoutProviders(
  state: ExportedState,
  isLost: (name: string) => boolean,
): { readonly state: ExportedState; readonly removed: number } {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  const nameOf = (urn: string): string => urn.split('::').at(-1) ?? '';
  const isGone = ({ urn, type, provider }: ExportedResource): boolean =>
    (type.startsWith('pulumi:providers:') && isLost(nameOf(urn))) ||
    (provider !== undefined && isLost(nameOf(provider.slice(0, provider.lastIndexOf('::')))));
  const gone = new Set(resources.filter(isGone).map(({ urn }) => urn));
  const stays = (urn: string): boolean => !gone.has(urn);
  const scrub = ({ deletedWith, ...resource }: ExportedResource): ExportedResource => ({
    ...resource,
    ...(resource.dependencies && { dependencies: resource.dependencies.filter(stays) }),
    ...(resource.propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([name, urns]) => [
          name,
          urns?.filter(stays) ?? null,
        ]),
      ),
    }),
    ...(deletedWith !== undefined && stays(deletedWith) && { deletedWith }),
  });
  return {
    state: {
      ...state,
      deployment: {
        ...state.deployment,
        resources: resources.filter(({ urn }) => stays(urn)).map(scrub),
        pending_operations: pending.filter(({ resource }) => !isGone(resource)),
      },
    },
    removed: gone.size,
  };
}
