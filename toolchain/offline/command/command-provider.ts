import { serveProvider } from '../provider-server';
import { localCommandType } from './local-command';

void serveProvider({
  name: 'command',
  version: '1.2.1',
  configKeys: [],
  configure: () => undefined,
  resources: { 'command:local:Command': localCommandType },
});
