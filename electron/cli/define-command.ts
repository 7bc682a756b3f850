import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from './context.ts';

/** Runs a command's work with its context; `name` is what others see as the owner of the data folder. */
export type Execute = (
  name: string,
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
) => Promise<void>;

/** Adds a command with the options that all take. */
export type Define = (parent: Command, nameAndArguments: string, description: string) => Command;

/** Gathers an option that may be given several times. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
