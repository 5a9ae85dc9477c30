import type { ClusterPlan, ManagerPlan } from './plan';

/** A plan that may have several ways in, each with a manager. */
type WithWaysIn = Pick<ClusterPlan, 'manager'> & {
  readonly ingress?: readonly { readonly manager: ManagerPlan }[] | undefined;
};

/** Every manager of a cluster: one, or one for each way in. One of them acts. */
export function managersOf({ manager, ingress }: WithWaysIn): readonly ManagerPlan[] {
  return ingress?.map((way) => way.manager) ?? [manager];
}
