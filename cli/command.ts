import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { cleanEnvironment } from './own-environment';
import { receivedSignal, STOP_SIGNALS, takeStopSignals } from './stop-signal';
import { UserError } from '../words/user-error';

/**
 * Exit codes of every command: 0 success, 1 an explained failure, 2 wrong usage; that of
 * {@link STOP_SIGNALS} where a signal ended it.
 */
export const EXIT = { success: 0, failure: 1, usage: 2 } as const;

/** Options that every stack command takes. */
export interface StackOptions {
  /** The Pulumi stack, which names `Pulumi.<stack>.yaml`. Default `dev`. */
  readonly stack: string;
}

/**
 * A command with the project's conventions: `--help`, `--stack NAME` (default `dev`), usage errors
 * to stderr. Options and arguments are added by the caller.
 *
 * @param name how the user calls it, e.g. `npm run status --`
 * @param description one sentence for `--help`
 */
export function stackCommand(name: string, description: string): Command {
  return plainCommand(name, description).option('--stack <name>', 'stack to act on', 'dev');
}

/** {@link stackCommand} without `--stack`, for commands that act on the machine. */
export function plainCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('--help', 'show this text')
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
}

/** Parses a whole number for an option; commander reports what it throws as wrong usage. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/**
 * Parses the arguments, runs the command and sets the exit code. A {@link UserError} is printed as
 * one line on stderr (`error: …`); anything else is a defect and keeps its stack. A signal that asks it
 * to end ends it with all that it has started.
 */
export async function runCommand(command: Command, argv = process.argv): Promise<void> {
  cleanEnvironment();
  takeStopSignals();
  try {
    await command.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  const signal = receivedSignal();
  // Whatever is still open, a connection for instance, was told to end.
  if (signal !== undefined) process.exit(STOP_SIGNALS[signal]);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  }
  if (error instanceof UserError) {
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.failure;
  }
  const signal = receivedSignal();
  if (signal !== undefined) {
    process.stderr.write(`error: stopped by ${signal}\n`);
    return EXIT.failure;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return EXIT.failure;
}
