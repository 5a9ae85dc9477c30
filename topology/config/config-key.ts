import { z } from 'zod';

/** The type that Pulumi.yaml declares for a key. */
export type ConfigType = 'string' | 'integer' | 'boolean' | 'object';

/** One configuration key of the project, as Pulumi.yaml declares it. */
export interface ConfigKey {
  readonly type: ConfigType;
  /** What holds where a stack's file does not set the key. */
  readonly default: string | number | boolean | Readonly<Record<string, string>>;
  readonly description: string;
  /** Checks a value as Pulumi gives it, a text for instance, and turns it into the plan's. */
  readonly schema: z.ZodType;
  /** What it takes, for an error; default a value of its type. */
  readonly allowed?: string;
}

/** A whole number within two bounds, as a number or as text. */
export const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** True or false, as such or as text. */
export const flag = z.union([z.boolean(), z.stringbool()]);
