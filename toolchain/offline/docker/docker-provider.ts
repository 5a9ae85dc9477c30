import { serveProvider } from '../provider-server';
import { CONFIG_KEYS, configureConnection } from './connection';
import { containerType } from './container';
import { imageType } from './image';
import { networkType } from './network';
import { remoteImageType } from './remote-image';
import { volumeType } from './volume';

void serveProvider({
  name: 'docker',
  version: '5.2.0',
  configKeys: CONFIG_KEYS,
  configure: configureConnection,
  resources: {
    'docker:index/container:Container': containerType,
    'docker:index/image:Image': imageType,
    'docker:index/network:Network': networkType,
    'docker:index/remoteImage:RemoteImage': remoteImageType,
    'docker:index/volume:Volume': volumeType,
  },
});
