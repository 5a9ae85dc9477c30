import { serveProvider } from '../provider-server';
import { randomPasswordType } from './random-password';

void serveProvider({
  name: 'random',
  version: '4.21.2',
  configKeys: [],
  configure: () => undefined,
  resources: { 'random:index/randomPassword:RandomPassword': randomPasswordType },
});
