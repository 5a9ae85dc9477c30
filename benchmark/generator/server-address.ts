import { UserError } from '../../words/user-error';
import type { ClusterPlan } from '../../topology/plan';
import { certificateNames } from '../../topology/tls/certificate-names';
import { isVerified } from '../../topology/tls/tls-stage';

/**
 * Makes sure that generators on other hosts can verify whom they reach at an address.
 *
 * @param address what they call the stack by; null for what it is called here
 * @throws UserError where its certificates are for other names
 */
export function checkServerAddress(plan: ClusterPlan, address: string | null): void {
  if (address === null || !isVerified(plan)) return;
  const { names, addresses } = certificateNames(plan, plan.loadBalancer);
  if ([...names, ...addresses].includes(address.toLowerCase())) return;
  throw new UserError(
    `the certificates of stack "${plan.stack}" are not for ${address}, which --server-address names`,
    `add it to tls.names, and deploy it by \`npm run up -- --stack ${plan.stack}\``,
  );
}
