import type { Properties } from './property-values';
import { StructMessage } from './protobuf';
import type { Struct } from './protobuf';

/** What the engine sent, by property; nothing where it sent nothing. */
export function fromStruct(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** Properties as the engine takes them. */
export function toStruct(properties: Properties): Struct {
  return StructMessage.fromJavaScript(properties);
}
