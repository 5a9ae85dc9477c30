/** Host ports of a stack by their names. */
export type StackPorts = Readonly<
  Record<'write' | 'read' | 'anyNode' | 'pooled' | 'stats' | 'manager', number>
>;

/** Keys that are a stack's own: where it stands, what it is reached by, where it is backed up. */
const OWN =
  /^(ports|backup|hosts|network|passwords)(\.|$)|^(bindAddress|protectData|dataset\.rows)$|^tls\.(names|authorities|caCertificate)$/;

/** Six ports in a row, from the first one on. */
export function portsFrom(first: number): StackPorts {
  return {
    write: first,
    read: first + 1,
    anyNode: first + 2,
    pooled: first + 3,
    stats: first + 4,
    manager: first + 5,
  };
}

/**
 * The configuration of a stack like another one, on one host, without sample data, that is backed up to a
 * volume of its own.
 *
 * @param like keys of the other one
 * @param config keys that go before these
 */
export function newStackConfig(
  like: Readonly<Record<string, unknown>>,
  ports: StackPorts,
  config: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const shared = Object.entries(like).filter(
    ([key, value]) => !OWN.test(key) && value !== undefined,
  );
  const own = Object.entries(ports).map(([name, port]) => [`ports.${name}`, port] as const);
  return { ...Object.fromEntries([...shared, ...own]), 'dataset.rows': 0, ...config };
}
