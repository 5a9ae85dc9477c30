import { readFileSync } from 'node:fs';
import { onStop, takeStopSignals } from '../../cli/stop-signal';
import { createServer } from './server';
import type { ServerSettings } from './settings';

/** What is written to stdout when the server listens; its address is the starter's to tell. */
export const LISTENING = 'listening';

async function main(): Promise<void> {
  const settings = JSON.parse(readFileSync(0, 'utf8')) as ServerSettings;
  const server = await createServer(settings);
  takeStopSignals(true);
  onStop(() => {
    void server.close().finally(() => process.exit());
  });
  await server.listen({ host: settings.bind, port: settings.port });
  process.stdout.write(`${LISTENING}\n`);
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(`${code ?? 'defect'}: ${message}\n`);
  process.exitCode = 1;
});
