/** Patterns that the alternatives of one may stand for, at most. */
const MOST_ALTERNATIVES = 64;

/** A pattern for files' names. */
export type FilePattern = {
  /** True for a path from the folder on, with forward slashes. Capital letters make no difference. */
  matches(path: string): boolean;
  /** It may match files in folders within the folder. */
  deep: boolean;
};

/**
 * `*` stands for any characters of a name, `?` for one, `{a,b}` for either, and a folder named `**` for any number of
 * folders. Names that begin with a dot match only where the pattern has that dot. Takes time that grows with pattern times
 * path, whatever they are. Undefined when braces don't close or stand for more than 64 patterns.
 */
export function compileFilePattern(text: string): FilePattern | undefined {
  const alternatives = expandBraces(text.toLowerCase());
  if (!alternatives) return undefined;
  const patterns = alternatives.map((pattern) => pattern.split('/').filter((part) => part !== ''));
  return {
    matches: (path) => {
      const parts = path.toLowerCase().split('/');
      return patterns.some((pattern) => matchesInTurn(pattern, parts, (part) => part === '**', matchesName, isShown));
    },
    deep: patterns.some((parts) => parts.length > 1 || parts[0] === '**'),
  };
}

/**
 * Whether `parts` are what `pattern` says, one by one, where a `isAny` part stands for any number of them. Going back to
 * the last such part is enough, since a later one can take whatever an earlier one would. Such a part takes only what
 * `mayTake` allows.
 */
function matchesInTurn<Part>(
  pattern: ArrayLike<Part>,
  parts: ArrayLike<Part>,
  isAny: (part: Part) => boolean,
  matches: (pattern: Part, part: Part) => boolean,
  mayTake: (part: Part) => boolean = () => true,
): boolean {
  let at = 0;
  let resume: { pattern: number; part: number } | undefined;
  for (let part = 0; part < parts.length; ) {
    const wanted = pattern[at];
    const present = parts[part] as Part;
    if (wanted !== undefined && isAny(wanted)) {
      resume = { pattern: at, part };
      at += 1;
    } else if (wanted !== undefined && matches(wanted, present)) {
      at += 1;
      part += 1;
    } else if (resume && mayTake(parts[resume.part] as Part)) {
      resume.part += 1;
      part = resume.part;
      at = resume.pattern + 1;
    } else {
      return false;
    }
  }
  while (at < pattern.length && isAny(pattern[at] as Part)) at += 1;
  return at === pattern.length;
}

function isShown(name: string): boolean {
  return !name.startsWith('.');
}

function matchesName(pattern: string, name: string): boolean {
  if (!isShown(name) && !pattern.startsWith('.')) return false;
  return matchesInTurn(
    [...pattern],
    [...name],
    (character) => character === '*',
    (wanted, present) => wanted === '?' || wanted === present,
  );
}

function expandBraces(text: string): string[] | undefined {
  const open = text.lastIndexOf('{');
  if (open === -1) return text.includes('}') ? undefined : [text];
  const close = text.indexOf('}', open);
  if (close === -1) return undefined;
  const choices = text.slice(open + 1, close).split(',');
  const expanded: string[] = [];
  for (const choice of choices) {
    const rest = expandBraces(text.slice(0, open) + choice + text.slice(close + 1));
    if (!rest) return undefined;
    expanded.push(...rest);
    if (expanded.length > MOST_ALTERNATIVES) return undefined;
  }
  return expanded;
}
