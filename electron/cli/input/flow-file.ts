import { readFile } from 'node:fs/promises';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowDocument, parseFlow } from '../../../shared/flow/index.ts';

/** Reads a flow from a file. Throws COMMAND_WRONG for a file that can't be read, and what `parseFlow` throws. */
export async function readFlowFile(path: string): Promise<FlowDocument> {
  return parseFlow(await readTextFile(path));
}

/** A file's text. Throws COMMAND_WRONG (exit code 2), because nothing has run yet. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const detail = missing ? `There is no file “${path}”.` : `“${path}” can’t be read.`;
    const why = cause instanceof Error ? cause.message : String(cause);
    const fix = 'Check the path; it is relative to the folder the command runs in.';
    throw new MillraceError('COMMAND_WRONG', { detail }, { cause, message: detail, why, fix });
  }
}
