import { UserError } from '../words/user-error';

/** A stack that was never brought up, or was taken down. */
export class StackNotUp extends UserError {
  constructor(stack: string) {
    super(`stack "${stack}" is not up`, `bring it up with \`npm run up -- --stack ${stack}\``);
  }
}
