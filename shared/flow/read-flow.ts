import { MillraceError } from '../errors/index.ts';
import { isJsonObject, type Json } from '../json/json.ts';
import { describeIssue } from './describe-issue.ts';
import type { FlowDocument } from './document.ts';
import { findJsonError } from './json-error.ts';
import { checkTextLimits, checkValueLimits } from './limits.ts';
import { migrateFlow } from './migrations.ts';
import { flowSchema } from './schema.ts';

/**
 * Reads a flow file's text. A byte order mark is passed over. Keys that this version doesn't know stay where they are;
 * `__proto__` and its like are plain data (S26). Reading binds nothing and runs nothing (S24).
 *
 * Throws FLOW_LIMIT (before parsing, where size and depth tell), FLOW_UNREADABLE with line and column, FLOW_INVALID
 * with the place in words, FLOW_FORMAT_NEWER.
 */
export function parseFlow(text: string): FlowDocument {
  checkTextLimits(text);
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let value: Json;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    const error = findJsonError(source);
    const detail = error ? `line ${error.line}, column ${error.column}: ${error.problem}` : 'it is no JSON';
    throw new MillraceError('FLOW_UNREADABLE', { detail, line: error?.line, column: error?.column }, { cause });
  }
  return readFlow(value);
}

/**
 * Reads a flow from a JSON value: brings it to the current format and checks its form. The value itself is returned
 * when it is current, never a copy with parts left out. Throws what {@link parseFlow} throws, but FLOW_UNREADABLE.
 */
export function readFlow(value: unknown): FlowDocument {
  if (!isJsonObject(value)) throw new MillraceError('FLOW_INVALID', { detail: 'it should be an object' });
  checkValueLimits(value);
  const current = migrateFlow(value);
  const checked = flowSchema.safeParse(current);
  const issue = checked.error?.issues[0];
  if (issue) {
    throw new MillraceError('FLOW_INVALID', { detail: describeIssue(issue, current), path: issue.path.map(String) });
  }
  return current as unknown as FlowDocument;
}
