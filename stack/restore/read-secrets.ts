import type Docker from 'dockerode';
import { MANAGER_SECRETS, type Secrets } from '../../manager/secrets';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { managersOf } from '../../topology/managers';
import type { ClusterPlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** A cluster's passwords, of a manager's container, which need not run. @throws UserError where there is none */
export async function readSecrets(plan: ClusterPlan, docker: Docker): Promise<Secrets> {
  let why = '';
  for (const { container } of managersOf(plan)) {
    try {
      const { content } = await readContainerFile(docker.getContainer(container), MANAGER_SECRETS);
      return JSON.parse(content) as Secrets;
    } catch (error) {
      why = messageOf(error);
    }
  }
  throw new UserError(
    `no manager of stack "${plan.stack}" has its passwords: ${why}`,
    `\`npm run up -- --stack ${plan.stack}\` makes one`,
  );
}
