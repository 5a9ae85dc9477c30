/**
 * An error that its reader can act on. The command line prints its message on one line, without a
 * stack, and exits with 1.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param what what failed, and on what
   * @param remedy what to do about it; joined to the message by a semicolon
   */
  constructor(
    readonly what: string,
    readonly remedy?: string,
    options?: ErrorOptions,
  ) {
    super(remedy === undefined ? what : `${what}; ${remedy}`, options);
  }
}
