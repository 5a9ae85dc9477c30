import { lightKeys } from './light-keys';

for (const type of ['pointerover', 'focusin']) document.body.addEventListener(type, lightKeys);
