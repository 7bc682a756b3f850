import { expressionOfPath, type PathPart, pathOfExpression } from './paths.ts';

/** What one row of a condition compares with. */
export type RowValue = string | number | boolean;

/** The comparisons a row can make, as the person reads them. */
export const rowOperators = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts: 'starts with',
  ends: 'ends with',
  more: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  empty: 'is empty',
  filled: 'is not empty',
} as const;

export type RowOperator = keyof typeof rowOperators;

/** “Status is New”. `value` counts for nothing where the operator needs none. */
export type ConditionRow = { path: PathPart[]; operator: RowOperator; value: RowValue };

/** A condition of rows of which all, or any, must be true. */
export type ConditionRows = { join: 'all' | 'any'; rows: ConditionRow[] };

const signs: Partial<Record<RowOperator, string>> = {
  is: '==',
  is_not: '!=',
  more: '>',
  at_least: '>=',
  less: '<',
  at_most: '<=',
};
const calls: Partial<Record<RowOperator, string>> = {
  contains: 'contains',
  not_contains: '!contains',
  starts: 'startsWith',
  ends: 'endsWith',
  empty: 'isEmpty',
  filled: '!isEmpty',
};

/** Whether the operator compares with a value. */
export function needsValue(operator: RowOperator): boolean {
  return operator !== 'empty' && operator !== 'filled';
}

/** The expression that rows mean. */
export function formatCondition({ join, rows }: ConditionRows): string {
  return rows.map(formatRow).join(join === 'all' ? ' && ' : ' || ');
}

function formatRow({ path, operator, value }: ConditionRow): string {
  const field = expressionOfPath(path);
  const sign = signs[operator];
  if (sign) return `${field} ${sign} ${JSON.stringify(value)}`;
  return needsValue(operator)
    ? `${calls[operator]}(${field}, ${JSON.stringify(value)})`
    : `${calls[operator]}(${field})`;
}

/** The rows that an expression is made of, or undefined when it is more than rows can say. */
export function parseCondition(text: string): ConditionRows | undefined {
  const split = splitJoined(text);
  if (!split) return undefined;
  const rows: ConditionRow[] = [];
  for (const part of split.parts) {
    const row = parseRow(part.trim());
    if (!row) return undefined;
    rows.push(row);
  }
  return { join: split.join, rows };
}

/** Cuts at `&&` or at `||`, outside texts; undefined when both are there or a text isn’t closed. */
function splitJoined(text: string): { join: 'all' | 'any'; parts: string[] } | undefined {
  const parts: string[] = [];
  let join: 'all' | 'any' | undefined;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (quoted) {
      if (text[at] === '\\') at += 1;
      else if (text[at] === '"') quoted = false;
    } else if (text[at] === '"') quoted = true;
    else if (two === '&&' || two === '||') {
      const here = two === '&&' ? 'all' : 'any';
      if (join && join !== here) return undefined;
      join = here;
      parts.push(text.slice(start, at));
      start = at + 2;
      at += 1;
    }
  }
  return quoted ? undefined : { join: join ?? 'all', parts: [...parts, text.slice(start)] };
}

const callPattern = /^(!?)\s*(contains|startsWith|endsWith|isEmpty)\s*\((.*)\)$/;
const literal = '("(?:[^"\\\\]|\\\\.)*"|-?\\d+(?:\\.\\d+)?|true|false)';
const comparison = new RegExp(`^(.+?)\\s*(==|!=|>=|<=|>|<)\\s*${literal}$`);

function parseRow(text: string): ConditionRow | undefined {
  const call = callPattern.exec(text);
  if (call) return parseCall(`${call[1]}${call[2]}`, call[3] ?? '');
  const match = comparison.exec(text);
  const path = match?.[1] === undefined ? undefined : pathOfExpression(match[1]);
  const value = match?.[3] === undefined ? undefined : readLiteral(match[3]);
  const operator = operatorOf(signs, match?.[2]);
  return path && value !== undefined && operator ? { path, operator, value } : undefined;
}

function parseCall(name: string, inside: string): ConditionRow | undefined {
  const operator = operatorOf(calls, name);
  if (!operator) return undefined;
  if (!needsValue(operator)) {
    const path = pathOfExpression(inside);
    return path ? { path, operator, value: '' } : undefined;
  }
  const match = new RegExp(`^(.+?)\\s*,\\s*${literal}$`).exec(inside.trim());
  const path = match?.[1] === undefined ? undefined : pathOfExpression(match[1]);
  const value = match?.[2] === undefined ? undefined : readLiteral(match[2]);
  return path && value !== undefined ? { path, operator, value } : undefined;
}

function operatorOf(table: Partial<Record<RowOperator, string>>, sign: string | undefined): RowOperator | undefined {
  const operators = Object.keys(table) as RowOperator[];
  return operators.find((operator) => table[operator] === sign);
}

function readLiteral(text: string): RowValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  } catch {
    // An escape of the language that JSON lacks: then the condition stays code.
    return undefined;
  }
}

/** The value that typed text means beside a field whose sample is `sample`: a number or truth where that fits. */
export function readRowValue(text: string, sample: unknown): RowValue {
  if (typeof sample === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (typeof sample === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
