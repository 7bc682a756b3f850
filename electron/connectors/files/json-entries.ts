import { MillraceError } from '../../../shared/errors/index.ts';
import { longestEntry } from './read-json-lines.ts';

type State = 'value' | 'after-value' | 'key' | 'key-or-end' | 'colon' | 'entry-or-end' | 'done';
type Level = { kind: '{' | '['; key: string };

/**
 * Finds the entries of one list inside a JSON document without holding the document: `path` names the keys that lead
 * to it, none for a document that is a list. Everything on the way is walked over; only an entry's own text is kept
 * until it is complete. The entries' own inner form is for JSON.parse to check.
 */
export class JsonEntries {
  /** True once the list was found. */
  found = false;
  readonly #path: readonly string[];
  readonly #file: string;
  #state: State = 'value';
  #levels: Level[] = [];
  #text = '';
  #pieces: string[] = [];
  #waiting = 0;
  #position = 0;
  #before = 0;

  constructor(path: readonly string[], file: string) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Texts of entries that are complete with this piece, a long one perhaps only some pieces later; `last` says that no
   * other follows, and gives all that are left.
   * @throws MillraceError JSON_DAMAGED with the place in characters.
   */
  read(piece: string, last: boolean): string[] {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    const left = this.#text.length - this.#position;
    // A long entry is looked at again when it has doubled, not with each piece, which would take the square of its length.
    if (!last && this.#waiting < left && this.#waiting + left <= longestEntry) return [];
    this.#before += this.#position;
    this.#text = this.#text.slice(this.#position) + this.#pieces.join('');
    this.#pieces = [];
    this.#waiting = 0;
    this.#position = 0;
    const entries: string[] = [];
    while (this.#step(entries, last));
    if (this.#text.length - this.#position > longestEntry)
      throw this.#error('One entry is longer than 64 million characters');
    if (last && this.#state !== 'done') throw this.#error('The file ends too early');
    return entries;
  }

  /** Takes one token or one whole value; false when the piece holds no whole one any more. */
  #step(entries: string[], last: boolean): boolean {
    while (isBlank(this.#text.charCodeAt(this.#position))) this.#position++;
    if (this.#position >= this.#text.length) return false;
    const character = this.#text[this.#position] ?? '';
    const level = this.#levels.at(-1);
    switch (this.#state) {
      case 'done':
        throw this.#error(`“${character}” comes after its end`);
      case 'colon':
        if (character !== ':') throw this.#error('A “:” is missing');
        return this.#take(1, 'value');
      case 'key-or-end':
        if (character === '}') return this.#close();
        return this.#readKey(level);
      case 'key':
        return this.#readKey(level);
      case 'after-value':
        if (character === ',') return this.#take(1, level?.kind === '{' ? 'key' : 'value');
        if (character === (level?.kind === '{' ? '}' : ']')) return this.#close();
        throw this.#error(`“${character}” stands where a comma or an end is needed`);
      case 'entry-or-end':
        if (character === ']') return this.#close();
        return this.#readValue(character, entries, last);
      case 'value':
        return this.#readValue(character, entries, last);
    }
  }

  #readKey(level: Level | undefined): boolean {
    if (this.#text[this.#position] !== '"') throw this.#error('A name in quotes is missing');
    const end = findStringEnd(this.#text, this.#position);
    if (end === -1) return false;
    if (level) level.key = this.#parse(this.#text.slice(this.#position, end));
    return this.#take(end - this.#position, 'colon');
  }

  #readValue(character: string, entries: string[], last: boolean): boolean {
    const inList =
      this.#levels.length === this.#path.length + 1 && this.#isOnPath() && this.#levels.at(-1)?.kind === '[';
    if (!inList && this.#isOnPath()) {
      if (character === '[' && this.#levels.length === this.#path.length) {
        if (this.found) throw this.#error('The list of records is there twice');
        this.found = true;
        this.#levels.push({ kind: '[', key: '' });
        return this.#take(1, 'entry-or-end');
      }
      if (character === '{' && this.#levels.length < this.#path.length) {
        this.#levels.push({ kind: '{', key: '' });
        return this.#take(1, 'key-or-end');
      }
    }
    const end = findValueEnd(this.#text, this.#position, last);
    if (end === -1) return false;
    if (end === this.#position) throw this.#error(`“${character}” stands where a value is needed`);
    if (inList) entries.push(this.#text.slice(this.#position, end));
    return this.#take(end - this.#position, this.#levels.length === 0 ? 'done' : 'after-value');
  }

  /** True while every level that is open was entered by the key that the path names. */
  #isOnPath(): boolean {
    return this.#levels.every(({ kind, key }, depth) => kind === '[' || key === this.#path[depth]);
  }

  #close(): boolean {
    this.#levels.pop();
    return this.#take(1, this.#levels.length === 0 ? 'done' : 'after-value');
  }

  #take(characters: number, next: State): boolean {
    this.#position += characters;
    this.#state = next;
    return true;
  }

  #parse(text: string): string {
    try {
      return String(JSON.parse(text));
    } catch {
      throw this.#error('A name can’t be read');
    }
  }

  #error(problem: string): MillraceError {
    const place = this.#before + this.#position + 1;
    return new MillraceError('JSON_DAMAGED', { path: this.#file, place, detail: `${problem} (character ${place}).` });
  }
}

/** The place after the value that begins at `start`; -1 when it isn't complete, `start` when none begins there. */
function findValueEnd(text: string, start: number, last: boolean): number {
  const first = text[start];
  if (first === '"') return findStringEnd(text, start);
  if (first !== '{' && first !== '[') {
    let end = start;
    while (end < text.length && !isBlank(text.charCodeAt(end)) && !',]}'.includes(text[end] ?? '')) end++;
    return end === text.length && !last ? -1 : end;
  }
  let depth = 0;
  for (let position = start; position < text.length; position++) {
    switch (text.charCodeAt(position)) {
      case 34: {
        const end = findStringEnd(text, position);
        if (end === -1) return -1;
        position = end - 1;
        break;
      }
      case 91:
      case 123:
        depth++;
        break;
      case 93:
      case 125:
        if (--depth === 0) return position + 1;
    }
  }
  return -1;
}

/** The place after the string that begins with the quote at `start`, or -1. */
function findStringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
