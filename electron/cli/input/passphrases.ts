import { resolve } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Terminal } from '../terminal.ts';
import { readTextFile } from './flow-file.ts';

/** Asks for a passphrase twice. Undefined when nobody can be asked; throws PASSPHRASE_UNFIT when the two differ. */
export async function askNewPassphrase(terminal: Terminal, question: string): Promise<string | undefined> {
  const first = await terminal.askSecret(question);
  if (!first) return undefined;
  if ((await terminal.askSecret('The same once more: ')) === first) return first;
  throw new MillraceError('PASSPHRASE_UNFIT', { detail: 'The two entries differ.', length: 8 });
}

/** A passphrase is a file's whole text without the line break at its end. */
export async function readPassphraseFile(terminal: Terminal, file: string): Promise<string> {
  const text = (await readTextFile(resolve(terminal.workingFolder, file))).replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw new MillraceError('PASSPHRASE_UNFIT', { detail: `The file “${file}” is empty.`, length: 8 });
}

/** A new passphrase: from the file that `option` named, else asked for twice. Throws COMMAND_WRONG with neither. */
export async function givePassphrase(
  terminal: Terminal,
  question: string,
  option: string,
  file: string | undefined,
): Promise<string> {
  if (file !== undefined) return readPassphraseFile(terminal, file);
  const asked = await askNewPassphrase(terminal, question);
  if (!asked) throw noPassphrase(option);
  return asked;
}

/** What is thrown when nobody can be asked and no file was named. */
export function noPassphrase(option: string): MillraceError {
  return new MillraceError('COMMAND_WRONG', { detail: `Give a passphrase: with ${option} FILE, or on a terminal.` });
}
