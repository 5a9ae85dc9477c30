import type { Problem } from '../api/problem';

/** An answer that is no success. */
export class HttpProblem extends Error {
  readonly problem: Problem;

  constructor(
    readonly status: number,
    error: string,
    remedy: string | null = null,
    more: Pick<Problem, 'running'> = {},
  ) {
    super(error);
    this.problem = { error, remedy, ...more };
  }
}

/** Something that is not there (404). */
export function notFound(what: string, remedy: string | null = null): HttpProblem {
  return new HttpProblem(404, what, remedy);
}
