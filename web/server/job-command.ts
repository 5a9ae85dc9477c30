import type { BenchRequest, ChaosRequest, JobRequest, RestoreRequest } from '../api/jobs';

/** What a job is called before it has a name: the scenario, the fault, or what it is. */
export function subjectOf(request: JobRequest): string {
  if (request.kind === 'restore') return request.kind;
  return request.kind === 'bench' ? request.scenario : request.fault;
}

/**
 * The arguments of the command that does what the page asks for.
 *
 * @param results the results folder
 */
export function jobArguments(request: JobRequest, results: string): string[] {
  return [
    ...ownArguments(request),
    ...option('--stack', request.stack),
    ...option('--results', results),
  ];
}

function ownArguments(request: JobRequest): string[] {
  switch (request.kind) {
    case 'bench':
      return benchArguments(request);
    case 'chaos':
      return chaosArguments(request);
    case 'restore':
      return restoreArguments(request);
  }
}

function benchArguments(request: BenchRequest): string[] {
  return [
    request.scenario,
    ...option('--vus', request.vus),
    ...option('--rate', request.rate),
    ...option('--duration', inSeconds(request.durationS)),
    ...option('--warmup', inSeconds(request.warmupS)),
    ...option('--read-ratio', request.readRatio),
    ...option('--profile', request.profile),
    ...option('--to', request.to),
    ...option('--tag', request.tag),
    ...option('--repeat', request.repeat),
    ...option('--seed', request.seed),
    ...(request.failIf ?? []).flatMap((condition) => option('--fail-if', condition)),
    ...(request.evidence === false ? ['--no-evidence'] : []),
  ];
}

function chaosArguments(request: ChaosRequest): string[] {
  return [
    request.fault,
    ...option('--target', request.target),
    ...option('--hold', inSeconds(request.holdS)),
    ...option('--rounds', request.rounds),
    ...option('--rate', request.rate),
    ...(request.force === true ? ['--force'] : []),
  ];
}

function restoreArguments({ to, undo }: RestoreRequest): string[] {
  return [...option('--to', to), ...(undo === true ? ['--undo'] : []), '--yes'];
}

/** In one word, so that no value is taken for an option, or for another's value. */
function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}

function inSeconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}s`;
}
