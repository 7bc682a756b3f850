import { MillraceError } from '../../../shared/errors/index.ts';
import { hasExpression } from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';

/**
 * The path of an item. Where it was worked out from a record, it leads nowhere that its fixed part doesn't: data from
 * elsewhere can’t climb out of the folder the flow names (S32).
 * @throws MillraceError PATH_FORBIDDEN.
 */
export function pathOf(setting: Json | undefined, input: JsonObject): string {
  const path = String(input.path);
  const isWorkedOut = typeof setting === 'string' && hasExpression(setting);
  if (isWorkedOut && path.split(/[\\/]/).includes('..')) {
    const detail = 'A path that is worked out from a record may not lead upwards with “..”.';
    throw new MillraceError('PATH_FORBIDDEN', { path, detail });
  }
  return path;
}
