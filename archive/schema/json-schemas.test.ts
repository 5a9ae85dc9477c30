import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { exampleCapacity } from '../../tests/example-capacity';
import { exampleChaos } from '../../tests/example-chaos';
import { exampleRun } from '../../tests/example-run';
import { exampleScale } from '../../tests/example-scale';
import { NO_ANNOTATIONS } from '../annotations';
import { parseThreshold } from '../../benchmark/figures/threshold';
import { judge } from '../../benchmark/figures/threshold-outcome';
import { jsonSchemas } from './json-schemas';

const inRepository = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** A validator that knows nothing of this project. */
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTuples: false });
addFormats.default(ajv);
for (const name of jsonSchemas().keys()) {
  ajv.addSchema(JSON.parse(inRepository(name)) as object, name);
}

/** What it says of a document. */
function errorsOf(name: string, document: unknown): string[] {
  ajv.validate(`${name}.schema.json`, JSON.parse(JSON.stringify(document)));
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

describe('the JSON Schemas', () => {
  it('are those of the declarations; if not, run `npm run schema`', () => {
    const files = readdirSync(__dirname).filter((file) => file.endsWith('.schema.json'));
    expect(new Map(files.map((file) => [file, inRepository(file)]))).toEqual(jsonSchemas());
  });

  it('are met by a benchmark run', () => {
    const { metrics, series } = exampleRun();
    const thresholds = judge([parseThreshold('p99>1ms'), parseThreshold('errors>0')], metrics);
    expect(errorsOf('metrics', { ...metrics, thresholds })).toEqual([]);
    expect(errorsOf('timeseries', series)).toEqual([]);
    expect(errorsOf('annotations', NO_ANNOTATIONS)).toEqual([]);
    expect(errorsOf('capacity', exampleCapacity(metrics.run_id))).toEqual([]);
  });

  it('are met by a chaos run', () => {
    const { result, series } = exampleChaos();
    expect(errorsOf('chaos', result)).toEqual([]);
    expect(errorsOf('chaos-timeseries', series)).toEqual([]);
  });

  it('are met by clusters of several sizes', () => {
    expect(errorsOf('scale', exampleScale())).toEqual([]);
  });

  it('allow fields that they do not know', () => {
    expect(errorsOf('metrics', { ...exampleRun().metrics, of_tomorrow: 1 })).toEqual([]);
  });

  it('refuse what the declarations refuse', () => {
    const { metrics } = exampleRun();
    expect(errorsOf('metrics', { ...metrics, schema_version: 2 })).toEqual([
      '/schema_version must be equal to constant',
    ]);
    expect(errorsOf('metrics', { ...metrics, error_count: -1 })).toEqual([
      '/error_count must be >= 0',
    ]);
    expect(errorsOf('metrics', { ...metrics, timestamp: 'yesterday' })).not.toEqual([]);
    expect(errorsOf('metrics', { ...metrics, stack: undefined })).toEqual([
      " must have required property 'stack'",
    ]);
  });
});
