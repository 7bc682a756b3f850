import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowParameter } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';

/** Splits `NAME=VALUE`; throws COMMAND_WRONG for a text without a name or an equals sign. */
export function splitAssignment(option: string, text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new MillraceError('COMMAND_WRONG', { detail: `${option} takes NAME=VALUE, not “${text}”.` });
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Values of `--param`, read by the types that the flow declares. Throws PARAMETER_WRONG. */
export function readParameters(assignments: readonly string[], declared: readonly FlowParameter[]): JsonObject {
  const values: JsonObject = {};
  for (const assignment of assignments) {
    const [name, text] = splitAssignment('--param', assignment);
    const parameter = declared.find((candidate) => candidate.name === name);
    if (!parameter) {
      const known = declared.map((candidate) => candidate.name).join(', ') || 'none';
      const detail = `The flow has no such parameter. It has: ${known}.`;
      throw new MillraceError('PARAMETER_WRONG', { name, value: text, detail });
    }
    values[name] = readValue(parameter, text);
  }
  return values;
}

function readValue({ name, type }: FlowParameter, text: string): Json {
  const refuse = (detail: string): never => {
    throw new MillraceError('PARAMETER_WRONG', { name, value: text, detail });
  };
  switch (type) {
    case 'text':
      return text;
    case 'number': {
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value) ? refuse('It takes a number.') : value;
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : refuse('It takes true or false.');
    case 'date':
      return Number.isNaN(Date.parse(text)) ? refuse('It takes a date such as 2026-11-22.') : text;
    case 'json':
      try {
        return JSON.parse(text) as Json;
      } catch {
        return refuse('It takes JSON.');
      }
  }
}
