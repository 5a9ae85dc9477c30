import { UserError } from '../../words/user-error';

/** Where a rotation of the certificate authority goes to, and its next step. */
export interface RotationStep {
  /** The authority that is to be the only one. */
  readonly target: string;
  /** Trusted authorities after the step, the one that signs first. */
  readonly authorities: readonly string[];
  /** Steps that are left after it. */
  readonly left: number;
}

/**
 * The next step of a change of the certificate authority: the new one is trusted beside the former, then
 * it signs, then the former is no longer trusted. After each step all trust whoever signed what is in use.
 *
 * @param present trusted authorities, the one that signs first
 * @param to the new authority; default the newest of those that are made, or one more
 * @throws UserError where it can't be told which one is to go
 */
export function nextRotationStep(present: readonly string[], to?: string): RotationStep {
  const target = to ?? newest(present);
  const [signer = target] = present;
  if (present.length === 1 && signer === target) {
    throw new UserError(
      `tls.authorities is "${target}" already`,
      'name another one with --to, or none to have one made',
    );
  }
  if (!present.includes(target)) return { target, authorities: [signer, target], left: 2 };
  if (signer !== target) return { target, authorities: [target, signer], left: 1 };
  return { target, authorities: [target], left: 0 };
}

function newest(present: readonly string[]): string {
  const made = present.map(Number).filter((number) => !Number.isNaN(number));
  if (present.length === 1) return String(Math.max(0, ...made) + 1);
  if (made.length === present.length) return String(Math.max(...made));
  throw new UserError(
    `tls.authorities is "${present.join(',')}": which one is to stay can't be told`,
    'name it with --to own, or --to and its number',
  );
}
