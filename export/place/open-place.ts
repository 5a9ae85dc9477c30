import { folderPlace } from './folder';
import type { Place } from './place';
import { s3Place } from './s3';
import { s3Settings, type S3Options } from './s3-settings';
import type { ClusterPlan } from '../../topology/plan';

/** A place by the name that the command line gives it; nothing is asked of it yet. */
export function openPlace(name: string, options: S3Options, plan: ClusterPlan): Place {
  if (!name.startsWith('s3://')) return folderPlace(name);
  return s3Place(s3Settings(name, options, plan, process.env));
}
