import { cpus } from 'node:os';
import type Docker from 'dockerode';
import { version } from '../package.json';
import { bench } from '../benchmark/bench';
import { findLoadGenerator } from '../benchmark/generator/load-generator';
import { loadScenario } from '../benchmark/generator/k6-script';
import type { BenchOptions } from '../benchmark/options/bench-options';
import { drawnOperations } from '../benchmark/prepare-stack';
import { findScenario } from '../benchmark/scenario/scenario-source';
import { suiteOptions } from '../compare/engines/suite-options';
import { lockStacks } from '../jobs/stack-lock';
import { makeResultsFolder } from '../results/results-folder';
import type { ScaleResult } from '../results/scale-result';
import { connect } from '../sql/connect';
import { bringUp } from '../stack/bring-up';
import { loadConfig } from '../stack/load-config';
import { TABLE } from '../dataset/table';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker/docker-client';
import { openPulumi } from '../toolchain/pulumi/pulumi';
import type { StackOutputs } from '../topology/stack-outputs';
import { UserError } from '../words/user-error';
import type { ScaleRun } from './curve';
import { HostUsage } from './host-usage';
import { measureSizes } from './measure-sizes';
import { refuseExisting, removeSize, writeSizeFile } from './own-stacks';
import { scaleResult } from './document';
import { cpusOfWorkers, shardsFor } from './sizes';
import { scaleStack, sizeConfig, type ScaleSetting } from './stack-config';
import { usageAtRest } from './usage-at-rest';

/** What a user asks for. */
export interface ScaleRequest {
  /** Numbers of workers, ascending, at least two. */
  readonly sizes: readonly number[];
  /** CPUs of each worker; undefined where they are to follow from the machine. */
  readonly workerCpus: number | undefined;
  readonly rows: number;
  readonly scenarios: readonly string[];
  /** Runs of each scenario at each size. */
  readonly rounds: number;
  /** The stack whose engine, image and parameters the clusters have. */
  readonly like: string;
  /** Options of `npm run bench` for all runs. */
  readonly args: readonly string[];
  readonly results: string;
  readonly signal: AbortSignal;
  /** Takes lines for people. */
  readonly print: (text: string) => void;
}

const COMMAND = 'npm run bench:scale --';

/** Clients by worker of the largest size: enough that each always has something to do. */
const USERS_A_WORKER = 8;
const MOST_USERS = 96;

/**
 * A cluster that was made a minute ago has its rows in memory, but clients have no connections yet: 32 of them
 * had two answers a second in their first 5 s from four workers of a fifth of a core each, and all that these
 * can serve after 15 s.
 */
const USUAL_OPTIONS = ['--warmup', '20s', '--duration', '10s'];

/**
 * Measures the same scenarios on clusters of several sizes that it makes and removes. What can be
 * refused is refused first.
 *
 * @throws UserError: sizes that do not fit, unknown scenario, a stack of such a name that is there,
 *   a cluster that does not come up; StackInUse if another such run is at work
 */
export async function runScale(request: ScaleRequest): Promise<ScaleResult> {
  const { sizes, scenarios, rows, rounds, results, signal, print } = request;
  const cores = cpus().length;
  const workerCpus = cpusOfWorkers(sizes, cores, request.workerCpus);
  const like = loadConfig(request.like);
  const setting: ScaleSetting = { like, rows, shards: shardsFor(sizes) };
  for (const workers of sizes) sizeConfig(workers, setting);
  const startedAt = new Date();
  const tag = `scale-${startedAt.toISOString().slice(0, 16).replace(/[-:]/g, '')}`;
  const users = Math.min(MOST_USERS, USERS_A_WORKER * Math.max(...sizes));
  const options = async (workers: number, scenario: string): Promise<BenchOptions> => {
    const args = [...USUAL_OPTIONS, '--vus', String(users), ...request.args];
    const run = { stack: scaleStack(workers), scenario, tag: `${tag}-${workers}`, results };
    return { ...(await suiteOptions(args, run, COMMAND)), repeat: rounds };
  };
  const ordered = await readsFirst(scenarios, (scenario) => options(1, scenario));
  await makeResultsFolder(results);
  await findLoadGenerator();
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  const pulumi = await openPulumi();
  const release = lockStacks(
    sizes.map((workers) => ({
      ...{ stack: scaleStack(workers), title: 'bench:scale', job: null, results: null },
      ...{ startedAt: startedAt.toISOString(), pid: process.pid },
    })),
  );
  const host = new HostUsage();
  try {
    await refuseExisting(sizes, setting, pulumi, docker);
    print(describe(request, workerCpus, cores, tag));
    const measured = await measureSizes(
      { sizes, scenarios: ordered, options },
      {
        make: (workers) => makeSize(workers, setting, workerCpus, docker),
        remove: (workers) => removeSize(workers, pulumi),
        atRest: ({ plan }) => usageAtRest(docker, plan, signal),
        measure: (run, outputs) => measureRuns(run, outputs, host, signal),
        ...{ signal, print },
      },
    );
    const machines = { workerCpus, cores };
    return await scaleResult(measured, request, setting, machines, startedAt);
  } finally {
    host.stop();
    release();
  }
}

/**
 * Scenarios in the order in which they are measured: those that write come last, or a fast cluster
 * would have more rows to read than a slow one.
 *
 * @throws UserError for options whose runs make no curve
 */
async function readsFirst(
  scenarios: readonly string[],
  optionsOf: (scenario: string) => Promise<BenchOptions>,
): Promise<string[]> {
  const found = [];
  for (const scenario of scenarios) {
    const options = await optionsOf(scenario);
    if (options.load.model === 'open' || !options.evidence || options.profile !== 'none') {
      throw new UserError(
        `--rate, --profile and --no-evidence do not go with ${COMMAND}`,
        'a curve is of the most that is served, and of the CPU that it takes',
      );
    }
    const declaration = await loadScenario(findScenario(scenario, options.scenariosFolder));
    const operations = drawnOperations(declaration, options);
    found.push({ scenario, writes: operations.some((one) => one.class === 'write') });
  }
  return found.sort((a, b) => Number(a.writes) - Number(b.writes)).map(({ scenario }) => scenario);
}

/** What is going to be done, for people. */
function describe(
  { sizes, scenarios, rounds, workerCpus: asked }: ScaleRequest,
  workerCpus: number,
  cores: number,
  tag: string,
): string {
  const why = asked === undefined ? `: this machine has ${cores} cores for all` : '';
  return [
    `workers ${sizes.join(', ')}: ${rounds} runs of ${scenarios.join(', ')} on each`,
    `each worker is held to ${workerCpus} CPUs at every size${why}`,
    `all runs have the tag ${tag}-WORKERS`,
  ].join('\n');
}

/**
 * Makes a size's cluster, and holds its workers to their CPUs when the rows are loaded and vacuumed:
 * that work is not what is measured.
 */
async function makeSize(
  workers: number,
  setting: ScaleSetting,
  workerCpus: number,
  docker: Docker,
): Promise<StackOutputs> {
  writeSizeFile(workers, setting);
  const { outputs } = await bringUp(scaleStack(workers));
  const { plan } = outputs;
  if (plan.engine === 'citus') await vacuum(outputs);
  for (const { role, nodes } of plan.groups) {
    for (const { container } of role === 'worker' ? nodes : []) {
      await docker.getContainer(container).update({ NanoCpus: Math.round(1e9 * workerCpus) });
    }
  }
  return outputs;
}

async function vacuum({ connections }: StackOutputs): Promise<void> {
  const client = await connect(connections.write, 'citus-cluster bench:scale');
  try {
    await client.query(`VACUUM (ANALYZE) ${TABLE}`);
  } finally {
    await client.end();
  }
}

/** All runs of a scenario at a size, with what the whole machine did meanwhile. */
async function measureRuns(
  options: BenchOptions,
  outputs: StackOutputs,
  host: HostUsage,
  signal: AbortSignal,
): Promise<ScaleRun[]> {
  const results = await bench(options, {
    outputs: () => Promise.resolve(outputs),
    loadGenerator: findLoadGenerator,
    toolVersion: version,
    signal,
    print: () => undefined,
  });
  return results.map(({ metrics }) => {
    const fromMs = Date.parse(metrics.timestamp);
    const toMs = fromMs + 1000 * metrics.throughput_ops_sec.test_duration_sec;
    return { metrics, machine: host.share(fromMs, toMs) };
  });
}
