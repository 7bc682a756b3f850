import { MillraceError } from '../../../shared/errors/index.ts';

/** The encodings that a file may be read in. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1'] as const;
export type Encoding = (typeof encodings)[number];

/** A byte order mark, which says the encoding for certain (Unicode 16, §23.8). */
const marks: { encoding: Encoding; bytes: number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * A file's text, in pieces as its bytes come. A byte order mark at its begin wins over `encoding` and isn't part of the
 * text. Nothing is ever replaced: what can't be read fails.
 * @throws MillraceError ENCODING_WRONG with the place of the first byte that can't be read.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  path: string,
): AsyncGenerator<string> {
  let reader: ChunkDecoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (!reader) {
      head = head.length === 0 ? chunk : joinBytes(head, chunk);
      if (head.length < 3) continue;
      reader = beginDecoding(head, encoding, path);
      yield reader.decode(head.subarray(reader.offset));
      continue;
    }
    yield reader.decode(chunk);
  }
  reader ??= beginDecoding(head, encoding, path);
  if (head.length < 3) yield reader.decode(head.subarray(reader.offset));
  reader.finish();
}

function beginDecoding(head: Uint8Array, encoding: Encoding, path: string): ChunkDecoder {
  const mark = marks.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  return new ChunkDecoder(mark?.encoding ?? encoding, mark?.bytes.length ?? 0, path);
}

/** Decodes chunk by chunk; a character that a chunk cuts is kept for the next one. */
class ChunkDecoder {
  /** Bytes before what is decoded next. */
  offset: number;
  readonly #encoding: Encoding;
  readonly #path: string;
  readonly #decoder: TextDecoder;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(encoding: Encoding, offset: number, path: string) {
    this.#encoding = encoding;
    this.#path = path;
    this.offset = offset;
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  decode(chunk: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? chunk : joinBytes(this.#rest, chunk);
    const end = bytes.length - countCutBytes(bytes, this.#encoding);
    const whole = bytes.subarray(0, end);
    this.#rest = bytes.subarray(end);
    try {
      const text = this.#decoder.decode(whole);
      this.offset += end;
      return text;
    } catch {
      throw this.#error(this.offset + this.#findFlaw(whole));
    }
  }

  finish(): void {
    if (this.#rest.length > 0) throw this.#error(this.offset);
  }

  #error(offset: number): MillraceError {
    return new MillraceError('ENCODING_WRONG', { path: this.#path, encoding: this.#encoding, offset });
  }

  /** How many bytes at the begin can be read; found by halving, since reading a prefix fails only past the flaw. */
  #findFlaw(bytes: Uint8Array): number {
    let good = 0;
    let bad = bytes.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      const prefix = bytes.subarray(0, middle);
      if (this.#reads(prefix.subarray(0, middle - countCutBytes(prefix, this.#encoding)))) good = middle;
      else bad = middle;
    }
    const prefix = bytes.subarray(0, good);
    return good - countCutBytes(prefix, this.#encoding);
  }

  #reads(bytes: Uint8Array): boolean {
    try {
      this.#decoder.decode(bytes);
      return true;
    } catch {
      // That it throws is the answer.
      return false;
    }
  }
}

/** How many bytes at the end belong to a character that isn't complete yet. */
function countCutBytes(bytes: Uint8Array, encoding: Encoding): number {
  const { length } = bytes;
  if (encoding === 'utf-8') {
    for (let back = 1; back <= Math.min(3, length); back++) {
      const byte = bytes[length - back] ?? 0;
      if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
      if (byte < 0x80) return 0;
    }
    return 0;
  }
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const odd = length % 2;
    if (length - odd < 2) return odd;
    const high = bytes[length - odd - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
    return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
  }
  return 0;
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
