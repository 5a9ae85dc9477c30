import type { RigHost } from './rig-host';

const PORT = 7000;

/** A Perl program that says hello to whoever connects, and its own name. */
export const GREETER = `
use IO::Socket; use POSIX;
my $server = IO::Socket::INET->new(Listen => 9, LocalPort => ${PORT}, ReuseAddr => 1) or die;
while (my $client = $server->accept) { print $client 'hello from ' . (uname)[1]; close $client }`;

/** Prints what a server says, or ends with 1 where nothing is said within the time. */
const LISTENER = `
const socket = require('net').connect(${PORT}, process.argv[1]).on('error', () => process.exit(1));
socket.pipe(process.stdout);
setTimeout(() => process.exit(1), Number(process.argv[2])).unref();`;

/** Waits for a datagram; ends with 1 where none comes within the time. */
const RECEIVER = `
const socket = require('dgram').createSocket('udp4').on('message', () => process.exit(0));
socket.bind(${PORT}, () => console.log('bound'));
setTimeout(() => process.exit(1), 1000);`;

const SENDER = `
const socket = require('dgram').createSocket('udp4');
socket.send('hello', ${PORT}, process.argv[1], () => socket.close());`;

const node = (script: string, ...args: string[]) => [process.execPath, '-e', script, ...args];

/** What a greeter's host says to another; empty where it does not answer. */
export async function greeting(from: RigHost, to: RigHost, waitMs = 1000): Promise<string> {
  return (await from.run(node(LISTENER, to.address, String(waitMs)))).stdout;
}

/** Whether a datagram comes through. */
export async function hears(receiver: RigHost, sender: RigHost): Promise<boolean> {
  const sent: Promise<unknown>[] = [];
  const { code } = await receiver.run(node(RECEIVER), {
    onLine: () => sent.push(sender.run(node(SENDER, receiver.address))),
  });
  await Promise.all(sent);
  return code === 0;
}
