import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readLocalState } from '../../running/local-state';
import { outputsWithAuthorities } from '../../running/certificates/trusted-authorities';
import type { StackOutputs } from '../../topology/stack-outputs';

/** The project's root folder. */
export const ROOT = path.join(__dirname, '..', '..');

/** Where the tests' results go, apart from the user's own. */
export const RESULTS = path.join(ROOT, '.build', 'e2e-results');

/** Where the tests keep Pulumi's state, apart from the user's own. */
const STATE = path.join(ROOT, '.build', 'e2e-state');

/** The id of the Pulumi CLI that works on a stack. */
export function lockHolder(stack: string): number {
  const folder = path.join(STATE, '.pulumi', 'locks', 'organization', 'citus-cluster', stack);
  const name = readdirSync(folder).find((file) => file.endsWith('.json'));
  if (name === undefined) throw new Error(`nothing works on stack ${stack}`);
  return (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { pid: number }).pid;
}

/** How a command ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of commands: with the tests' own Pulumi state, or another that knows nothing of it. */
export function testEnvironment(state = STATE): NodeJS.ProcessEnv {
  mkdirSync(state, { recursive: true });
  return { ...process.env, PULUMI_BACKEND_URL: `file://${state}` };
}

/** What npm runs for a script; it takes longer to start than most of them, and tests call hundreds. */
const { scripts: SCRIPTS } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Runs what `npm run SCRIPT -- ARGS` does, in {@link testEnvironment}. */
export function npmRun(script: string, ...args: string[]): Promise<Outcome> {
  return runIn(testEnvironment(), script, args);
}

/** Like {@link npmRun}, in a checkout that has other states. */
export function npmRunElsewhere(script: string, ...args: string[]): Promise<Outcome> {
  return runIn(testEnvironment(`${STATE}-elsewhere`), script, args);
}

function runIn(env: NodeJS.ProcessEnv, script: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const words = /^exec node (.+)$/.exec(SCRIPTS[script] ?? '')?.[1]?.split(' ');
    if (words === undefined) throw new Error(`package.json has no script ${script} that is Node's`);
    const child = spawn(process.execPath, [...words, ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Like {@link npmRun}, but a failure of the command fails the test with all it printed. */
export async function npmRunOk(script: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await npmRun(script, ...args);
  if (code !== 0) {
    throw new Error(`npm run ${script} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** What a test's stack exports, secrets in clear. */
export async function stackOutputs(stack: string): Promise<StackOutputs> {
  const args = ['stack', 'output', '--json', '--show-secrets', '--stack', stack];
  const outputs = JSON.parse(await npmRunOk('pulumi', ...args)) as StackOutputs;
  const file = path.join(STATE, '.pulumi', 'stacks', 'citus-cluster', `${stack}.json`);
  return outputsWithAuthorities(stack, { ...outputs, ...readLocalState(file) });
}

/** Values by key, e.g. `{ 'dataset.rows': 20000 }`. */
export type Overrides = Readonly<Record<string, unknown>>;

type ConfigFile = { config: Record<string, unknown> } & Record<string, unknown>;

/** The file of a test's stack. */
export function stackFile(stack: string): string {
  return path.join(ROOT, `Pulumi.${stack}.yaml`);
}

/** Makes `Pulumi.<stack>.yaml` from one of the project's own stacks, with some keys changed. */
export function copyStack(from: string, stack: string, overrides: Overrides): void {
  const file = parse(readFileSync(stackFile(from), 'utf8')) as ConfigFile;
  writeFileSync(stackFile(stack), stringify({ config: withOverrides(file.config, overrides) }));
}

/** Changes keys of a test's stack, keeping its passwords. */
export function changeStack(stack: string, overrides: Overrides): void {
  const file = parse(readFileSync(stackFile(stack), 'utf8')) as ConfigFile;
  const config = withOverrides(file.config, overrides);
  writeFileSync(stackFile(stack), stringify({ ...file, config }));
}

/** Removes the file of a test's stack. */
export function dropStack(stack: string): void {
  rmSync(stackFile(stack), { force: true });
}

function withOverrides(config: Record<string, unknown>, overrides: Overrides) {
  const result = structuredClone(config);
  for (const [key, value] of Object.entries(overrides)) {
    const [first = '', ...rest] = key.split('.');
    setPath(result, [`citus-cluster:${first}`, ...rest], value);
  }
  return result;
}

function setPath(object: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown) {
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const child = (object[name] ??= {}) as Record<string, unknown>;
  setPath(child, rest, value);
}
