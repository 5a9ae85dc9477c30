import { randomInt } from 'node:crypto';
import type { InputTable } from '../input-table';
import type { ResourceType } from '../resource-type';

const PASSWORD_INPUTS: InputTable = {
  length: { type: 'number', required: true, minimum: 1, replaces: true },
  lower: { type: 'boolean', default: true, replaces: true },
  numeric: { type: 'boolean', default: true, replaces: true },
  special: { type: 'boolean', default: true, replaces: true },
  upper: { type: 'boolean', default: true, replaces: true },
};

const ALPHABETS = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  numeric: '0123456789',
  special: '!@#$%&*()-_=+[]{}<>:?',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
} as const;

type PasswordInputs = { readonly length: number } & Readonly<
  Record<keyof typeof ALPHABETS, boolean>
>;

/** random.RandomPassword: made once, kept in the state. The SDK takes its `result` for a secret. */
export const randomPasswordType: ResourceType = {
  label: 'random.RandomPassword',
  inputs: PASSWORD_INPUTS,
  computedOutputs: ['result'],
  autonamed: false,
  deleteBeforeReplace: false,
  updateChangesOutputs: false,

  create: (properties) => {
    const inputs = properties as unknown as PasswordInputs;
    const kinds = (Object.keys(ALPHABETS) as (keyof typeof ALPHABETS)[]).filter(
      (kind) => inputs[kind],
    );
    const characters = kinds.map((kind) => ALPHABETS[kind]).join('');
    if (characters === '')
      throw new Error('random.RandomPassword has no characters to choose from');
    const result = Array.from(
      { length: inputs.length },
      () => characters[randomInt(characters.length)],
    ).join('');
    return Promise.resolve({ id: 'none', outputs: { ...properties, result } });
  },
};
