/** A property as the engine and a provider exchange it: JSON, plus the special forms below. */
export type PropertyValue =
  string | number | boolean | null | PropertyValue[] | { [key: string]: PropertyValue };

/** A resource's inputs or outputs by name. */
export type Properties = Record<string, PropertyValue>;

/**
 * Stands for a value that only exists after the update, in a preview. The engine's protocol
 * (sdk/proto of pulumi/pulumi) has one marker for each type; programs send the string's.
 */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const UNKNOWN_MARKERS = new Set([
  UNKNOWN,
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

/** The key whose value says what kind of special object this is. */
export const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';
/** Signature of a file or text asset. */
export const ASSET_SIGNATURE = 'c44067f5952c0a294b673a41bacd8c17';
/** Signature of an archive. */
export const ARCHIVE_SIGNATURE = '0def7320c3a5731c473e5ecbe6d01bc7';

/** True if the value itself is a marker for one that is not known yet. */
export function isUnknown(value: PropertyValue | undefined): boolean {
  return typeof value === 'string' && UNKNOWN_MARKERS.has(value);
}

/** True if the value, or anything inside it, is not known yet. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isRecord(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

/** True for a plain map, false for null, lists and scalars. */
export function isRecord(value: unknown): value is Record<string, PropertyValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Properties without their secret wrappers, and the names of those that held a secret. */
export interface Unwrapped {
  properties: Properties;
  secretKeys: Set<string>;
}

/** Takes the secret wrappers off at every depth; nulls at the top are dropped, as absent. */
export function unwrapSecrets(wrapped: Properties): Unwrapped {
  const secretKeys = new Set<string>();
  const properties: Properties = {};
  for (const [key, value] of Object.entries(wrapped)) {
    const plain = strip(value, () => secretKeys.add(key));
    if (plain !== null) properties[key] = plain;
  }
  return { properties, secretKeys };
}

function strip(value: PropertyValue, onSecret: () => void): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => strip(item, onSecret));
  if (!isRecord(value)) return value;
  if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) {
    onSecret();
    return strip(value['value'] ?? null, onSecret);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, strip(item, onSecret)]),
  );
}

/** Wraps the named properties as secrets, so that the engine encrypts them in its state. */
export function wrapSecrets(properties: Properties, secretKeys: ReadonlySet<string>): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      secretKeys.has(key) ? { [SIGNATURE_KEY]: SECRET_SIGNATURE, value } : value,
    ]),
  );
}
