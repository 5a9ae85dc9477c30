import { z } from 'zod';
import { chaosSchema, chaosTimeseriesSchema } from '../../results/chaos-result';
import { capacitySchema } from '../../benchmark/capacity/capacity';
import { evidenceSeriesSchema, plansSchema } from '../../results/evidence-schema';
import { metricsSchema, timeseriesSchema } from '../../results/metrics';
import { scaleSchema } from '../../results/scale-result';
import { annotationsSchema } from '../annotations';

/** The files of a result that have a JSON Schema, by the schema's name. */
const SCHEMAS: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  metrics: { title: 'metrics.json of a benchmark run', schema: metricsSchema },
  timeseries: { title: 'timeseries.json of a benchmark run', schema: timeseriesSchema },
  evidence: { title: 'evidence.json of a benchmark run', schema: evidenceSeriesSchema },
  plans: { title: 'plans.json of a benchmark run', schema: plansSchema },
  capacity: { title: 'capacity.json of a search for the capacity', schema: capacitySchema },
  chaos: { title: 'chaos.json of a chaos run', schema: chaosSchema },
  'chaos-timeseries': {
    title: 'timeseries.json of a chaos run',
    schema: chaosTimeseriesSchema,
  },
  scale: { title: 'scale.json of clusters of several sizes', schema: scaleSchema },
  annotations: { title: 'annotations.json of a run', schema: annotationsSchema },
};

/**
 * The JSON Schemas (draft 2020-12) of the result files, for programs in other languages. They follow
 * from the declarations by which every file is checked when it is written. Fields that they don't
 * know are allowed: fields are added without a new `schema_version`.
 *
 * @returns the text of each file of this folder by its name
 */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, { title, schema }]) => {
      const document = z.toJSONSchema(schema, { io: 'input' });
      const { $schema, ...rest } = document;
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
