import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture } from '../../toolchain/child-process';
import type { RunResult } from '../../toolchain/child-process';
import type { PluginKind } from '../../toolchain/pulumi/plugins';
import { findPulumiCli } from '../../toolchain/pulumi/pulumi-cli';
import { pulumiEnvironment } from '../../toolchain/pulumi/pulumi';

const STACK = 'test-offline';

/** The plugins under test: the stand-ins, or the official ones on PATH to compare with. */
export const PLUGINS: PluginKind =
  process.env['CITUS_CLUSTER_PLUGINS'] === 'official' ? 'official' : 'stand-in';

/** A resource as `pulumi stack export` shows it. */
export interface ExportedResource {
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

/** A fixture program's stack, in a state folder of its own, driven through the real Pulumi CLI. */
export class OfflineStack {
  private constructor(
    private readonly cli: string,
    private readonly program: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly folder: string,
  ) {}

  /** Makes the stack; `program` is the folder of a fixture. */
  static async open(program: string): Promise<OfflineStack> {
    const cli = await findPulumiCli();
    if (cli === undefined) throw new Error('the Pulumi CLI is missing: run `npm run setup`');
    const folder = mkdtempSync(join(tmpdir(), 'offline-stack-'));
    const env = pulumiEnvironment(cli, PLUGINS, {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: 'test',
    });
    const stack = new OfflineStack(cli.path, join(__dirname, 'fixtures', program), env, folder);
    await stack.succeed('stack', 'init', STACK);
    return stack;
  }

  /** What the program is to make. */
  async settings(settings: object): Promise<void> {
    await this.succeed('config', 'set', '--stack', STACK, 'settings', JSON.stringify(settings));
  }

  up(...flags: string[]): Promise<RunResult> {
    return this.pulumi('up', '--stack', STACK, '--yes', '--skip-preview', ...flags);
  }

  /** Updates and fails the test if the update fails. */
  async mustUp(...flags: string[]): Promise<string> {
    return this.succeed('up', '--stack', STACK, '--yes', '--skip-preview', ...flags);
  }

  /** What a preview plans to do, by resource name; what stays as it is, is left out. */
  async plan(
    ...flags: string[]
  ): Promise<Record<string, 'create' | 'update' | 'replace' | 'delete'>> {
    const text = await this.succeed('preview', '--stack', STACK, '--json', ...flags);
    const { steps } = JSON.parse(text) as { steps?: { op: string; urn: string }[] };
    const plan: Record<string, 'create' | 'update' | 'replace' | 'delete'> = {};
    for (const { op, urn } of steps ?? []) {
      if (urn.includes('pulumi:providers') || urn.includes('pulumi:pulumi:Stack')) continue;
      const name = urn.split('::').at(-1) ?? urn;
      // A replacement is also told as the parts it consists of: create-replacement, delete-replaced.
      if (op === 'create' || op === 'update' || op === 'replace' || op === 'delete')
        plan[name] = op;
    }
    return plan;
  }

  async outputs(): Promise<Record<string, unknown>> {
    const text = await this.succeed(
      'stack',
      'output',
      '--stack',
      STACK,
      '--json',
      '--show-secrets',
    );
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** The state as text, secrets encrypted. */
  exported(): Promise<string> {
    return this.succeed('stack', 'export', '--stack', STACK);
  }

  /** The one resource of this type, such as `docker:index/container:Container`. */
  async resource(type: string): Promise<ExportedResource> {
    const { deployment } = JSON.parse(await this.exported()) as {
      deployment: { resources: ExportedResource[] };
    };
    const found = deployment.resources.find((resource) => resource.type === type);
    if (found === undefined) throw new Error(`the state holds no ${type}`);
    return found;
  }

  /** Forgets an update whose CLI was killed. */
  async cancel(): Promise<void> {
    await this.succeed('cancel', '--yes', '--stack', STACK);
    await this.succeed(
      'refresh',
      '--yes',
      '--skip-preview',
      '--clear-pending-creates',
      '--stack',
      STACK,
    );
  }

  refresh(): Promise<string> {
    return this.succeed('refresh', '--stack', STACK, '--yes', '--skip-preview');
  }

  destroy(): Promise<string> {
    return this.succeed('destroy', '--stack', STACK, '--yes', '--skip-preview');
  }

  /** Destroys what is left and forgets the stack. */
  async close(): Promise<void> {
    await this.destroy();
    await this.succeed('stack', 'rm', '--yes', '--stack', STACK);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.pulumi(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
    return stdout;
  }

  private pulumi(...args: string[]): Promise<RunResult> {
    const flags = ['--non-interactive', '--color=never', '--cwd', this.program];
    return capture(this.cli, [...flags, ...args], { env: this.env });
  }
}
