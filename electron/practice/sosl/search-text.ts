import { ApiError } from '../api-error.ts';

/** One word of a search, in lower case, in pieces: text, or a wildcard for any run of characters or for one. */
export type WordPart = string | { readonly wildcard: '*' | '?' };

/** What a record's text must hold. */
export type SearchTerm =
  /** Words that stand one after the other in one field; a single word is the usual case. */
  | { readonly kind: 'words'; readonly words: readonly (readonly WordPart[])[] }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchTerm[] }
  | { readonly kind: 'not'; readonly part: SearchTerm };

/** In a longer text, AND, OR and NOT are left out. Source: SOSL limits. */
const operatorLimit = 4_000;

const operators: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT']);

type Token =
  | { readonly kind: 'mark'; readonly mark: '(' | ')' }
  | { readonly kind: 'term'; readonly words: readonly (readonly WordPart[])[]; readonly operator: string | null };

/** What words are made of: letters, digits and the marks on them. */
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

class Scanner {
  readonly #characters: readonly string[];
  #position = 0;

  constructor(text: string) {
    this.#characters = Array.from(text);
  }

  /** The words of a quoted phrase, or of one run of characters without spaces. */
  #readTerm(quoted: boolean): Token {
    const words: WordPart[][] = [];
    let word: WordPart[] = [];
    let plain = '';
    const end = () => {
      if (word.some((part) => typeof part === 'string')) words.push(word);
      word = [];
    };
    for (;;) {
      let character = this.#characters[this.#position];
      if (character === undefined) break;
      if (quoted ? character === '"' : /[\s()"]/.test(character)) break;
      this.#position += 1;
      const escaped = character === '\\' && this.#position < this.#characters.length;
      if (escaped) {
        character = this.#characters[this.#position] ?? '';
        this.#position += 1;
      }
      plain += escaped ? ' ' : character;
      if (!escaped && (character === '*' || character === '?')) {
        // A wildcard at the beginning of a word means nothing.
        if (word.length > 0) word.push({ wildcard: character });
      } else if (wordCharacter.test(character)) {
        const last = word.at(-1);
        if (typeof last === 'string') word[word.length - 1] = last + character.toLowerCase();
        else word.push(character.toLowerCase());
      } else end();
    }
    if (quoted) this.#position += 1;
    end();
    return { kind: 'term', words, operator: quoted ? null : plain.toUpperCase() };
  }

  readAll(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      const character = this.#characters[this.#position];
      if (character === undefined) return tokens;
      if (/\s/.test(character)) this.#position += 1;
      else if (character === '(' || character === ')') {
        this.#position += 1;
        tokens.push({ kind: 'mark', mark: character });
      } else if (character === '"') {
        this.#position += 1;
        tokens.push(this.#readTerm(true));
      } else tokens.push(this.#readTerm(false));
    }
  }
}

function join(kind: 'and' | 'or', parts: readonly SearchTerm[]): SearchTerm {
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind, parts };
}

/** Reads tokens: OR binds least; AND, AND NOT and words side by side bind alike. */
class TermReader {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  #takes(operator: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'term' || token.operator !== operator) return false;
    this.#position += 1;
    return true;
  }

  #atEnd(): boolean {
    const token = this.#tokens[this.#position];
    return !token || (token.kind === 'mark' && token.mark === ')');
  }

  readAny(): SearchTerm {
    const parts = [this.#readAll()];
    while (this.#takes('OR')) parts.push(this.#readAll());
    return join('or', parts);
  }

  #readAll(): SearchTerm {
    const parts = [this.#readOne()];
    for (;;) {
      const next = this.#tokens[this.#position];
      if (this.#atEnd() || (next?.kind === 'term' && next.operator === 'OR')) return join('and', parts);
      const isAnd = this.#takes('AND');
      const negated = isAnd && this.#takes('NOT');
      const part = this.#readOne();
      parts.push(negated ? { kind: 'not', part } : part);
    }
  }

  #readOne(): SearchTerm {
    const token = this.#tokens[this.#position];
    if (!token || (token.kind === 'mark' && token.mark === ')')) throw malformed(this.#text);
    this.#position += 1;
    if (token.kind === 'term') {
      if (token.operator === 'AND' || token.operator === 'OR') throw malformed(this.#text);
      return { kind: 'words', words: token.words };
    }
    this.#depth += 1;
    if (this.#depth > 100) throw malformed(this.#text);
    const inner = this.readAny();
    this.#depth -= 1;
    const end = this.#tokens[this.#position];
    if (end?.kind !== 'mark') throw malformed(this.#text);
    this.#position += 1;
    return inner;
  }

  get done(): boolean {
    return this.#position === this.#tokens.length;
  }
}

function malformed(text: string): ApiError {
  return new ApiError(400, 'MALFORMED_SEARCH', `The search expression cannot be understood: ${text.slice(0, 200)}`);
}

/** The number of letters and digits the words have in all. */
function lengthOf(words: readonly (readonly WordPart[])[]): number {
  return words.flat().reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

function dropEmpty(term: SearchTerm): SearchTerm | null {
  if (term.kind === 'words') return term.words.length > 0 ? term : null;
  if (term.kind === 'not') {
    const part = dropEmpty(term.part);
    return part && { kind: 'not', part };
  }
  const parts = term.parts.flatMap((part) => dropEmpty(part) ?? []);
  return parts.length > 0 ? join(term.kind, parts) : null;
}

/**
 * Reads what stands between the braces of FIND: words, `"phrases"`, `*` and `?` within or after a word, AND, OR,
 * AND NOT, parentheses; words side by side are joined by AND. Throws ApiError `MALFORMED_SEARCH` for what cannot be
 * understood, `INVALID_SEARCH` for fewer than two letters or digits in all.
 */
export function parseSearchText(text: string): SearchTerm {
  const tokens = new Scanner(text).readAll();
  const words = tokens.flatMap((token) => (token.kind === 'term' ? token.words : []));
  if (lengthOf(words) < 2) {
    throw new ApiError(400, 'INVALID_SEARCH', `search term must be longer than one character: ${text.slice(0, 200)}`);
  }
  if (text.length > operatorLimit) {
    const kept = tokens.flatMap((token) =>
      token.kind === 'term' && !operators.has(token.operator ?? '') ? token.words : [],
    );
    return { kind: 'and', parts: kept.map((word) => ({ kind: 'words', words: [word] })) };
  }
  const reader = new TermReader(tokens, text);
  const term = dropEmpty(reader.readAny());
  if (!reader.done || !term) throw malformed(text);
  return term;
}
