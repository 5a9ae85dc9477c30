import { Option } from 'commander';
import { stringify } from 'yaml';
import { plainCommand, runCommand, wholeNumber } from '../../cli/command';
import { onStop } from '../../cli/stop-signal';
import { engineInfo } from '../../toolchain/docker/docker-client';
import { textTable } from '../../words/text-table';
import { DEFAULT_NAME, MOST_HOSTS } from './place';
import { Rig } from './rig';
import { OPERATOR, type Partition, type RigHost } from './rig-host';

interface NameOption {
  readonly name: string;
}

interface UpOptions extends NameOption {
  readonly hosts: number;
  readonly subnet?: string;
  readonly dir?: string;
  readonly ssh?: boolean;
}

interface SlowOptions extends NameOption {
  readonly delay: number;
  readonly loss: number;
}

const command = plainCommand(
  'npx tsx tests/rig/rig-command.ts',
  'Several Docker engines on this machine that stand for as many hosts, kept up by hand.',
);

function verb(usage: string, describes: string) {
  return command
    .command(usage)
    .description(describes)
    .helpOption('--help', 'show this text')
    .allowExcessArguments(false)
    .addOption(new Option('--name <name>', 'of the rig').env('RIG').default(DEFAULT_NAME));
}

function maker(name: string, describes: string) {
  return verb(name, describes)
    .option('--hosts <count>', 'how many', wholeNumber(1, MOST_HOSTS), 3)
    .option('--subnet <numbers>', 'first three numbers of the addresses; default 10.77.0')
    .option('--ssh', 'have hosts reached by ssh, with the `ssh` that is told to be put on PATH')
    .option('--dir <folder>', "folder for the hosts' disks; default a temporary one");
}

maker('up', 'Makes a rig and leaves it up.').action(async (options: UpOptions) => {
  const rig = await start(options);
  rig.leave();
  await list(rig);
});

maker('hold', 'Makes a rig and keeps it up until Ctrl-C or SIGTERM.').action(
  async (options: UpOptions) => {
    const stopped = new Promise((resolve) => onStop(resolve));
    const rig = await start(options);
    const hosts = configuration(rig, options);
    process.stdout.write(stringify({ config: { 'citus-cluster:hosts': hosts } }));
    if (options.ssh === true) process.stdout.write(`# PATH=${rig.ssh.folder}/bin:$PATH\n`);
    const stayAwake = setInterval(() => undefined, 60_000);
    await stopped;
    clearInterval(stayAwake);
    await rig.stop();
  },
);

verb('down', 'Removes a rig, or what is left of one.').action(({ name }: NameOption) =>
  Rig.sweep(name),
);

verb('list', 'Says where the hosts of a rig are.').action(({ name }: NameOption) =>
  list(Rig.attach(name)),
);

const FAULTS: readonly [string, string, (host: RigHost) => Promise<void>][] = [
  ['kill', 'A power cut.', (host) => host.kill()],
  ['stop-engine', 'Ends the engine in order, with its containers.', (host) => host.stopEngine()],
  ['start', 'Boots it, or starts its engine again.', (host) => host.start()],
  ['pause', 'Freezes all of its processes.', (host) => host.pause()],
  ['resume', 'Lets them go on.', (host) => host.resume()],
  [
    'blackhole',
    'Has the network swallow all that it is sent or sends.',
    (host) => host.blackhole(),
  ],
  ['heal', 'Ends all partitions that it is part of.', (host) => host.heal()],
  ['fast', 'Ends slow.', (host) => host.fast()],
];

for (const [name, describes, act] of FAULTS) {
  verb(`${name} <host>`, describes).action((host: string, options: NameOption) =>
    act(Rig.attach(options.name).host(host)),
  );
}

verb('partition <host>', 'Has the network swallow what goes between it and others.')
  .option('--from <names...>', `the others, ${OPERATOR} for this machine; default all hosts`)
  .addOption(
    new Option(
      '--one-way <way>',
      'what alone is swallowed: what it is sent, or what it sends',
    ).choices(['in', 'out']),
  )
  .action((host: string, { name, ...partition }: Partition & NameOption) =>
    Rig.attach(name).host(host).partition(partition),
  );

verb('slow <host>', 'Makes its line slow.')
  .option('--delay <ms>', 'added to a round trip', wholeNumber(0), 0)
  .option('--loss <percent>', 'of the frames, each way', wholeNumber(0, 100), 0)
  .action((host: string, { name, delay: delayMs, loss: lossPercent }: SlowOptions) =>
    Rig.attach(name).host(host).slow({ delayMs, lossPercent }),
  );

verb(
  'load <images...>',
  "Sends images of this machine's engine to every host that lacks them.",
).action(async (images: string[], { name }: NameOption) => {
  for (const host of Rig.attach(name).hosts) await host.load(images);
});

function start({ hosts, name, subnet, dir: folder, ssh = false }: UpOptions): Promise<Rig> {
  const places = {
    ...(subnet !== undefined && { subnet }),
    ...(folder !== undefined && { folder }),
  };
  return Rig.start({ hosts, name, ssh, ...places });
}

/** What a stack that is spread over the rig is configured with. */
function configuration({ hosts }: Rig, { ssh = false }: UpOptions): Record<string, object> {
  return Object.fromEntries(
    hosts.map(({ name, docker, ssh: bySsh, address, certificates }) => [
      name,
      ssh ? { docker: bySsh, address } : { docker, address, certificates },
    ]),
  );
}

async function list({ hosts }: Rig): Promise<void> {
  const rows = hosts.map(async (host) => {
    const engine = await engineInfo(host.console);
    const state = engine === undefined ? 'silent' : `answers (${engine.version})`;
    return [host.name, host.address, host.docker, host.certificates, state];
  });
  const header = ['HOST', 'ADDRESS', 'DOCKER', 'CERTIFICATES', 'ENGINE'];
  process.stdout.write(`${textTable(header, await Promise.all(rows))}\n`);
}

void runCommand(command);
