/** The steps of a restore in place, in their order. */
export const RESTORE_STEPS = [
  'stop the cluster',
  'restore the leaders',
  'start the leaders',
  'let clients in',
  'start the other nodes',
  'wait for the other nodes',
] as const;

/** The steps of the way back. */
export const UNDO_STEPS = ['stop the cluster', 'put the old data back', 'start it'] as const;

/** What a restore into another stack does besides. */
export const INTO_STEPS = ['read the backups', 'make the stack', 'empty its repositories'] as const;

/** A step of any of them. */
export type RestoreStep = (typeof RESTORE_STEPS | typeof UNDO_STEPS | typeof INTO_STEPS)[number];

/** What the way back is called while it is at work. */
export const UNDO_TITLE = 'undo of the restore';
