import type Docker from 'dockerode';
import { inTime } from './in-time';

/** What an engine says of itself, the parts that are looked at. */
export interface EngineFacts {
  /** Tells it from all others. */
  readonly ID: string;
  readonly ServerVersion: string;
  readonly Architecture: string;
  /** Its host's clock, ISO 8601. */
  readonly SystemTime: string;
}

/**
 * Asks an engine about itself.
 *
 * @throws Error where it does not answer within `limitMs`
 */
export function describeEngine(docker: Docker, limitMs: number): Promise<EngineFacts> {
  // dockerode takes options here, which its types do not tell.
  const { info } = docker as unknown as {
    readonly info: (options: { readonly abortSignal: AbortSignal }) => Promise<EngineFacts>;
  };
  return inTime((abortSignal) => info.call(docker, { abortSignal }), limitMs);
}
