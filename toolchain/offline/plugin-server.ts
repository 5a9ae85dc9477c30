import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

/** Messages carry whole stack states: no limit on their size, as in the engine itself. */
const UNLIMITED = -1;

/** How often a plugin looks whether the engine that started it still lives. */
const ORPHAN_CHECK_MS = 2_000;

/**
 * Serves one plugin protocol on a free local port and prints that port as the first line on stdout,
 * which is how the Pulumi engine finds a plugin that it has started. Ends when the engine is gone.
 *
 * @param service the service's definition from @pulumi/pulumi/proto
 * @param implementation its methods; one that is missing answers UNIMPLEMENTED
 */
export async function servePlugin(
  service: ServiceDefinition,
  implementation: UntypedServiceImplementation,
): Promise<void> {
  const server = new Server({
    'grpc.max_receive_message_length': UNLIMITED,
    'grpc.max_send_message_length': UNLIMITED,
  });
  server.addService(service, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  process.stdout.write(`${port}\n`);
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit();
  }, ORPHAN_CHECK_MS).unref();
}
