/**
 * The name of the field that an expression is, with or without `{{ }}`: `Country`, `account.Country` and
 * `record["Country"]` are “Country”. Undefined for every other expression.
 */
export function fieldNameOf(source: string): string | undefined {
  const path = source.replaceAll(/^\s*\{\{|\}\}\s*$/g, '').trim();
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(path)) return path.split('.').at(-1);
  const [, quoted] = /^[\w.]+\[("(?:[^"\\]|\\.)*")\]$/.exec(path) ?? [];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    // CEL knows escapes that JSON doesn't; such a name has to be given.
    return undefined;
  }
}
