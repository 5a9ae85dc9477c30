import { autoname } from './autoname';
import { checkInputs, withDefaults } from './input-table';
import type { InputFailure } from './input-table';
import { diffProperties } from './property-diff';
import type { PropertyChange } from './property-diff';
import { containsUnknown, UNKNOWN, unwrapSecrets, wrapSecrets } from './property-values';
import type { Properties } from './property-values';
import { STAND_IN_MARK } from './provider-mark';
import { InitializationError } from './resource-type';
import type { OperationContext, ResourceState, ResourceType } from './resource-type';

/**
 * The provider protocol's operations on one resource: everything that is alike for all types
 * (checks, defaults, names, secrets, previews, the mark), around the type's own work. Properties
 * come in and go out with their secret wrappers.
 */
export class ResourceOperations {
  constructor(
    readonly type: ResourceType,
    private readonly context: OperationContext,
  ) {}

  /** The inputs as they will be passed to the other operations, or what is wrong with them. */
  async check(
    wrapped: Properties,
    wrappedOld: Properties | undefined,
    seed: Uint8Array,
  ): Promise<{ inputs: Properties; failures: InputFailure[] }> {
    const { properties, secretKeys } = unwrapSecrets(wrapped);
    const failures = checkInputs(this.type.label, this.type.inputs, properties);
    if (failures.length > 0) return { inputs: wrapped, failures };
    let inputs = withDefaults(this.type.inputs, properties);
    if (this.type.autonamed && inputs['name'] === undefined) {
      const old = wrappedOld === undefined ? {} : unwrapSecrets(wrappedOld).properties;
      inputs = { ...inputs, name: old['name'] ?? autoname(this.context.name, seed) };
    }
    if (this.type.completeInputs !== undefined) {
      inputs = await this.type.completeInputs(inputs, this.context);
    }
    return { inputs: wrapSecrets(inputs, secretKeys), failures: [] };
  }

  /** What has to change; a secret's value takes part in it like any other. */
  diff(wrappedState: Properties, wrappedInputs: Properties, ignored: string[]): PropertyChange[] {
    const state = this.ownState(wrappedState);
    return diffProperties(
      this.type.inputs,
      state,
      unwrapSecrets(wrappedInputs).properties,
      ignored,
    );
  }

  /** What the outputs will be once the resource is made. */
  previewCreate(wrappedInputs: Properties): Properties {
    const { properties, secretKeys } = unwrapSecrets(wrappedInputs);
    const outputs = { ...this.unknownOutputs(properties), ...properties };
    return wrapSecrets(outputs, secretKeys);
  }

  /** What the outputs will be once the resource is updated. */
  previewUpdate(old: ResourceState, wrappedInputs: Properties): Properties {
    const { properties, secretKeys } = unwrapSecrets(wrappedInputs);
    const state = this.ownState(old.outputs);
    const computed = this.type.updateChangesOutputs
      ? this.unknownOutputs(properties)
      : Object.fromEntries(
          Object.entries(state).filter(([key]) => this.isComputed(key, properties)),
        );
    return wrapSecrets({ ...computed, ...properties }, secretKeys);
  }

  async create(wrappedInputs: Properties): Promise<ResourceState> {
    const { properties, secretKeys } = unwrapSecrets(wrappedInputs);
    return this.sealing(secretKeys, () => this.type.create(properties, this.context));
  }

  async update(old: ResourceState, wrappedInputs: Properties): Promise<Properties> {
    const { properties, secretKeys } = unwrapSecrets(wrappedInputs);
    const state = { id: old.id, outputs: this.ownState(old.outputs) };
    const updated = await this.sealing(secretKeys, async () => ({
      id: old.id,
      outputs: (await this.type.update?.(state, properties, this.context)) ?? properties,
    }));
    return updated.outputs;
  }

  async read(state: ResourceState): Promise<ResourceState | undefined> {
    if (Object.keys(state.outputs).length === 0) {
      throw new Error(
        `the stand-in for ${this.type.label} can't import '${state.id}'; use the official plugin for it`,
      );
    }
    if (this.type.read === undefined) return state;
    const { secretKeys } = unwrapSecrets(state.outputs);
    const plain = { id: state.id, outputs: this.ownState(state.outputs) };
    const current = await this.type.read(plain, this.context);
    return current === undefined ? undefined : this.seal(current, secretKeys);
  }

  async delete(state: ResourceState): Promise<void> {
    const plain = { id: state.id, outputs: this.ownState(state.outputs) };
    await this.type.delete?.(plain, this.context);
  }

  private ownState(wrapped: Properties): Properties {
    const { [STAND_IN_MARK]: mark, ...state } = unwrapSecrets(wrapped).properties;
    if (mark === undefined) {
      throw new Error(
        `the state of ${this.type.label} '${this.context.name}' was written by the official plugin, and this is its stand-in; ` +
          'run this command with the official plugins on PATH or in the plugin cache, or take the stack down with them first',
      );
    }
    return state;
  }

  private async sealing(
    secretKeys: ReadonlySet<string>,
    work: () => Promise<ResourceState>,
  ): Promise<ResourceState> {
    try {
      return this.seal(await work(), secretKeys);
    } catch (error) {
      if (!(error instanceof InitializationError)) throw error;
      throw new InitializationError(this.seal(error.state, secretKeys), error.reason);
    }
  }

  private seal(state: ResourceState, secretKeys: ReadonlySet<string>): ResourceState {
    const outputs = wrapSecrets(state.outputs, secretKeys);
    return { id: state.id, outputs: { ...outputs, [STAND_IN_MARK]: true } };
  }

  private unknownOutputs(inputs: Properties): Properties {
    const names = [
      ...this.type.computedOutputs,
      ...Object.entries(this.type.inputs)
        .filter(([, input]) => input.computed === true)
        .map(([name]) => name),
    ];
    return Object.fromEntries(
      names.filter((name) => this.isComputed(name, inputs)).map((name) => [name, UNKNOWN]),
    );
  }

  private isComputed(name: string, inputs: Properties): boolean {
    if (this.type.computedOutputs.includes(name)) return true;
    if (this.type.inputs[name]?.computed !== true) return false;
    return inputs[name] === undefined || containsUnknown(inputs[name]);
  }
}
