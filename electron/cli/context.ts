import type { NodeHost } from '../compose/node-host.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command takes. */
export type CommonOptions = { data?: string; json?: boolean; debug?: boolean; passphraseFile?: string };

/** What a command works with. */
export type CommandContext = {
  terminal: Terminal;
  options: CommonOptions;
  /** Opens the host on the data folder that the options name, once; it is closed when the command ends. */
  openHost(settings?: { baseFolder?: string }): Promise<NodeHost>;
};

/** A command's work; resolves with the exit code. */
export type Command<Input> = (context: CommandContext, input: Input) => Promise<number>;
