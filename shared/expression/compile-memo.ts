import { boundedMemo } from './bounded-memo.ts';
import type { CompileOptions } from './compile/compilation.ts';

/** Sources whose compiled form is remembered by each kind of compiling, and the characters of the longest of them. */
const REMEMBERED = 500;
const LONGEST = 1_000;

/**
 * A way of compiling that remembers: a flow runs again and again, and what is compiled has no state of its own, so all
 * runs can share it. Long sources, and those compiled against known fields (an editor does that), are compiled anew.
 */
export function rememberCompiled<Compiled>(
  compile: (source: string, options: CompileOptions) => Compiled,
): (source: string, options?: CompileOptions) => Compiled {
  const remembered = boundedMemo<Compiled>(REMEMBERED, (key) => {
    const [source = '', ...parameters] = key.split(SEPARATOR);
    return compile(source, { parameters });
  });
  return (source, options = {}) => {
    const { fields, parameters = [] } = options;
    if (fields || source.length > LONGEST || source.includes(SEPARATOR)) return compile(source, options);
    return remembered(parameters.length === 0 ? source : [source, ...parameters].join(SEPARATOR));
  };
}

/** Stands in no name of a parameter. */
const SEPARATOR = '\0';
