import { X509Certificate } from 'node:crypto';
import { Option, type Command } from 'commander';
import { plainCommand, runCommand, type StackOptions } from '../cli/command';
import { forEachAtOnce } from '../manager/at-once';
import { CertificateVolume } from '../running/certificates/certificate-volume';
import { placeCertificate } from '../running/certificates/place-certificate';
import { readDeployment } from '../running/read-deployment';
import { bringUp } from '../stack/bring-up';
import { openStack } from '../stack/open-stack';
import { readAuthorities } from '../stack/read-authorities';
import { lastLine } from '../toolchain/child-process';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';
import { servingContainers, type ClusterPlan } from '../topology/plan';
import { nextRotationStep } from '../topology/tls/authority-rotation';
import { isVerified } from '../topology/tls/tls-stage';
import { textTable } from '../words/text-table';
import { UserError } from '../words/user-error';

const DAY_MS = 86_400_000;

const command = plainCommand(
  'npm run certificates --',
  "Shows, renews and replaces the certificates of a stack's containers and their authority.",
);

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .addOption(new Option('--stack <name>', 'stack to act on').default('dev'));
}

/** The plan of a stack that speaks TLS. @throws UserError for one in clear */
function requireTls(plan: ClusterPlan): void {
  if (plan.tls !== undefined) return;
  throw new UserError(
    `stack "${plan.stack}" is in clear: it has no certificates`,
    `set tls.mode to "on" and run \`npm run up -- --stack ${plan.stack}\``,
  );
}

add('list', 'Lists the certificates in their volumes: whose, until when, by which authority.')
  .option('--json', 'print them as JSON')
  .action(async ({ stack, json }: StackOptions & { json?: true }) => {
    const { plan } = await readDeployment(stack);
    requireTls(plan);
    const certificates = await Promise.all(
      servingContainers(plan).map(async (container) => {
        const image = plan.images.services.name;
        const present = await CertificateVolume.use(
          clusterDocker(plan),
          container,
          {},
          image,
          (one) => one.read(),
        );
        if (present === undefined) return { container: container.name };
        const leaf = new X509Certificate(present.certificate);
        return {
          container: container.name,
          expiresAt: new Date(leaf.validTo).toISOString(),
          daysLeft: Math.floor((Date.parse(leaf.validTo) - Date.now()) / DAY_MS),
          serial: leaf.serialNumber.toLowerCase(),
          authority: leaf.issuer.replace(/^.*CN=/s, ''),
          names: (leaf.subjectAltName ?? '').replaceAll(/DNS:|IP Address:/g, '').split(', '),
        };
      }),
    );
    if (json === true) {
      process.stdout.write(`${JSON.stringify(certificates, null, 2)}\n`);
      return;
    }
    const rows = certificates.map(({ container, expiresAt, daysLeft, authority, serial, names }) =>
      expiresAt === undefined
        ? [container, 'none', '', '', '', '']
        : [
            ...[container, expiresAt.slice(0, 10), String(daysLeft), authority, serial.slice(0, 8)],
            names.join(' '),
          ],
    );
    const head = ['container', 'until', 'days left', 'authority', 'serial', 'names'];
    process.stdout.write(`${textTable(head, rows)}\n`);
  });

add('renew', 'Gives containers new certificates while they work, due or not.')
  .argument('[container...]', 'names, e.g. worker-1-a; default all')
  .action(async (names: string[], { stack }: StackOptions) => {
    const { config, pulumi } = await openStack(stack);
    const { plan } = await readDeployment(stack);
    requireTls(plan);
    const chosen = servingContainers(plan).filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const unknown = names.find((name) => !chosen.some((one) => one.name === name));
    if (unknown !== undefined) {
      throw new UserError(
        `stack "${stack}" has no container ${unknown}`,
        `it has ${servingContainers(plan)
          .map(({ name }) => name)
          .join(', ')}`,
      );
    }
    const authorities = await readAuthorities(stack, config, pulumi);
    const image = plan.images.services.name;
    const issuer = { docker: clusterDocker(plan), plan, authorities, image, force: true };
    await forEachAtOnce(chosen, async (container) => {
      await placeCertificate(issuer, container);
      process.stderr.write(`certificate of ${container.name} renewed\n`);
    });
  });

add(
  'rotate-ca',
  'Replaces the certificate authority, a step a call: trusted beside the former, then signing, then alone.',
)
  .option('--to <authority>', 'the new one: "own" for tls.caCertificate, or a number')
  .option('--all', 'do all steps; clients that trust the former alone are refused in between')
  .action(async ({ stack, to, all = false }: StackOptions & { to?: string; all?: boolean }) => {
    for (;;) {
      const left = await rotationStep(stack, to);
      if (left === 0 || !all) return;
    }
  });

async function rotationStep(stack: string, to: string | undefined): Promise<number> {
  const { pulumi } = await openStack(stack);
  const { plan } = await readDeployment(stack);
  requireTls(plan);
  if (!isVerified(plan)) {
    throw new UserError(
      `stack "${stack}" is on its way to TLS`,
      `\`npm run up -- --stack ${stack}\` brings it there first`,
    );
  }
  // By what was deployed: a step that failed half way is done again.
  const { authorities, left, target } = nextRotationStep(plan.tls?.authorities ?? [], to);
  const key = `${CONFIG_NAMESPACE}:tls.authorities`;
  const value = authorities.join(',');
  const { code, stderr } = await pulumi.capture([
    ...['config', 'set', '--path', key, value, '--stack', stack],
  ]);
  if (code !== 0) throw new UserError(`${key} can't be set: ${lastLine(stderr)}`);
  await bringUp(stack, { yes: true });
  process.stderr.write(
    left === 0
      ? `authority ${target} is the only one that is trusted\n`
      : `tls.authorities is "${value}", ${left} more step${left === 1 ? '' : 's'}: give clients ` +
          `\`npm run connection -- --ca --stack ${stack}\`, then run this again\n`,
  );
  return left;
}

void runCommand(command);
