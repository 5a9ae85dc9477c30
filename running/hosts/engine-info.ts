import type Docker from 'dockerode';
import { inTime } from './in-time';

/** What an engine says of itself, the parts that are looked at. */
export interface EngineInfo {
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
export function engineInfo(docker: Docker, limitMs: number): Promise<EngineInfo> {
  // dockerode takes options here, which its types do not tell.
  const { info } = docker as unknown as {
    readonly info: (options: { readonly abortSignal: AbortSignal }) => Promise<EngineInfo>;
  };
  return inTime((abortSignal) => info.call(docker, { abortSignal }), limitMs);
}
