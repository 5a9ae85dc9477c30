import type { InputTable } from './input-table';
import type { Properties } from './property-values';

/** What an operation on a resource may use beside the resource itself. */
export interface OperationContext {
  /** the resource's logical name in the program */
  name: string;
  /** ends when the user cancels the update */
  signal: AbortSignal;
  /** shows one line under the resource; `ephemeral` ones are shown only while it is being worked on */
  log(message: string, severity?: 'info' | 'warning', ephemeral?: boolean): void;
}

/** A resource as it stands after an operation. */
export interface ResourceState {
  id: string;
  /** every output, the inputs among them */
  outputs: Properties;
}

/** One type of resource that a stand-in manages. */
export interface ResourceType {
  /** for messages: `docker.Container` */
  label: string;
  inputs: InputTable;
  /** outputs that no input gives; in a preview they are unknown until the resource exists */
  computedOutputs: readonly string[];
  /** true if the input `name` is made up when the program gives none */
  autonamed: boolean;
  /** true if the old resource has to go before its replacement can come */
  deleteBeforeReplace: boolean;
  /** true if any update may change the computed outputs: they are unknown in its preview */
  updateChangesOutputs: boolean;
  /** adds inputs that only the machine can tell, such as a hash of files, and checks the rest */
  completeInputs?(inputs: Properties, context: OperationContext): Promise<Properties>;
  /** makes the resource; throws InitializationError if it exists but does not work */
  create(inputs: Properties, context: OperationContext): Promise<ResourceState>;
  /** the resource as it really is, or undefined if it is gone */
  read?(state: ResourceState, context: OperationContext): Promise<ResourceState | undefined>;
  /** changes the resource in place and returns its outputs */
  update?(old: ResourceState, inputs: Properties, context: OperationContext): Promise<Properties>;
  /** removes the resource; it being gone already is no error */
  delete?(state: ResourceState, context: OperationContext): Promise<void>;
}

/**
 * The resource was made but does not work. The engine keeps it in its state with this error, so that
 * the next update sees it and `replaceOnChanges: ['#initerror']` makes it anew.
 */
export class InitializationError extends Error {
  override readonly name = 'InitializationError';

  constructor(
    readonly state: ResourceState,
    readonly reason: string,
  ) {
    super(reason);
  }
}
