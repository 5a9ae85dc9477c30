import { z } from 'zod';
import { chaosSchema, chaosTimeseriesSchema } from '../results/chaos-result';
import { capacitySchema } from '../benchmark/capacity/capacity';
import { evidenceSeriesSchema, plansSchema } from '../results/evidence-schema';
import { metricsSchema, timeseriesSchema } from '../results/metrics';
import { scaleSchema } from '../results/scale-result';

/** A JSON object of any schema version. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A kind of file that a result is made of. */
export interface DocumentKind<T> {
  /** Checks the newest version. */
  readonly schema: z.ZodType<T>;
  readonly newest: number;
  /**
   * By version: turns a document of that version into one of the next. Documents of versions
   * before the newest stay on disk as they are and are read through these.
   */
  readonly upgrades: Readonly<Record<number, (document: JsonObject) => JsonObject>>;
}

/** What is wrong with a file, without the file's name. */
export class DamagedDocument extends Error {}

/** `metrics.json` of a benchmark run. */
export const METRICS = { schema: metricsSchema, newest: 1, upgrades: {} };
/** `timeseries.json` of a benchmark run. */
export const TIMESERIES = { schema: timeseriesSchema, newest: 1, upgrades: {} };
/** `evidence.json` of a benchmark run. */
export const EVIDENCE = { schema: evidenceSeriesSchema, newest: 1, upgrades: {} };
/** `plans.json` of a benchmark run. */
export const PLANS = { schema: plansSchema, newest: 1, upgrades: {} };
/** `capacity.json` of a search for the capacity. */
export const CAPACITY = { schema: capacitySchema, newest: 1, upgrades: {} };
/** `chaos.json` of a chaos run. */
export const CHAOS = { schema: chaosSchema, newest: 1, upgrades: {} };
/** `timeseries.json` of a chaos run. */
export const CHAOS_TIMESERIES = { schema: chaosTimeseriesSchema, newest: 1, upgrades: {} };
/** `scale.json` of clusters of several sizes. */
export const SCALE = { schema: scaleSchema, newest: 1, upgrades: {} };

/**
 * Reads a document of any version so far as one of the newest. Fields that are added without a new
 * version are optional in the schema; a change of meaning takes a new version and an upgrade.
 *
 * @param text the file's contents
 * @throws DamagedDocument if it is no JSON, of a version that is unknown, or not as its schema says
 */
export function readDocument<T>(text: string, kind: DocumentKind<T>): T {
  const document = parseObject(text);
  const version = document['schema_version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new DamagedDocument('has no schema_version');
  }
  if (version > kind.newest) {
    throw new DamagedDocument(
      `has schema_version ${version}, which is newer than this program (${kind.newest})`,
    );
  }
  const result = kind.schema.safeParse(upgrade(document, version, kind));
  if (!result.success) throw new DamagedDocument(describeIssues(result.error));
  return result.data;
}

/** The object that a text holds. @throws DamagedDocument if it holds none */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const detail = text.trim() === '' ? 'it is empty' : (cause as Error).message;
    throw new DamagedDocument(`is no JSON: ${detail.replace(/\s+/g, ' ')}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DamagedDocument('is no JSON object');
  }
  return value as JsonObject;
}

function upgrade<T>(document: JsonObject, from: number, kind: DocumentKind<T>): JsonObject {
  let current = document;
  for (let version = from; version < kind.newest; version += 1) {
    const step = kind.upgrades[version];
    if (step === undefined) throw new Error(`no upgrade from schema_version ${version}`);
    current = { ...step(current), schema_version: version + 1 };
  }
  return current;
}

/** The first thing that is wrong, where it is, and how many more there are. */
function describeIssues({ issues }: z.ZodError): string {
  const [first, ...others] = issues;
  if (first === undefined) return 'is not as its schema says';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `is not as its schema says: ${first.path.join('.') || 'document'}: ${first.message}${more}`;
}
