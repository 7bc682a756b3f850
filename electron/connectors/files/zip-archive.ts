import { MillraceError } from '../../../shared/errors/index.ts';
import { inflate } from './inflate.ts';

/** The bytes of a file from its begin, each time anew. */
export type ReadFile = () => AsyncIterable<Uint8Array>;

/** A part of an archive as its directory lists it; sizes and the place in bytes. */
export type ZipPart = { name: string; packed: boolean; offset: number; packedSize: number; size: number };

/** How much of the file's end is held while the directory is looked for: 22 bytes and 64 KiB belong to its own end record. */
const heldTail = 4 * 1024 * 1024;
/** Parts in an archive past which it isn't a workbook. */
const mostParts = 20_000;
/** A part may always unpack to this size; past it to this many times what it is packed. */
const harmlessSize = 16 * 1024 * 1024;
const mostGrowth = 200;

// Signatures and layouts: PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.
const localHeader = 0x04034b50;
const directoryEntry = 0x02014b50;
const endRecord = 0x06054b50;
const endRecord64 = 0x06064b50;
const unknown16 = 0xffff;
const unknown32 = 0xffffffff;

/**
 * A ZIP archive that is read from its begin as often as needed, and never held: only the list of its parts is. Nothing is
 * ever written anywhere by the names in it. What a part says of its size is believed only as a limit (S30).
 */
export class ZipArchive {
  readonly #read: ReadFile;
  readonly #path: string;
  readonly #parts: Map<string, ZipPart>;

  private constructor(read: ReadFile, path: string, parts: Map<string, ZipPart>) {
    this.#read = read;
    this.#path = path;
    this.#parts = parts;
  }

  /** Reads the list of parts. @throws MillraceError WORKBOOK_UNREADABLE when it isn't an archive, or a hostile one. */
  static async open(read: ReadFile, path: string): Promise<ZipArchive> {
    const { head, tail, size } = await readEnds(read);
    const fail = (detail: string) => new MillraceError('WORKBOOK_UNREADABLE', { path, detail });
    if (size === 0) throw fail('It is empty.');
    // [MS-CFB] 2.2: the container of old workbooks, and of those with a password ([MS-OFFCRYPTO] 2.3.2).
    if (head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11 && head[3] === 0xe0) {
      throw fail(
        holdsText(head, 'EncryptedPackage') || holdsText(tail, 'EncryptedPackage')
          ? 'It is protected by a password. Save it without one.'
          : 'It is an old workbook (.xls), or protected by a password. Save it as .xlsx without a password.',
      );
    }
    if (head[0] !== 0x50 || head[1] !== 0x4b) throw fail('It isn’t a workbook of the kind .xlsx at all.');
    return new ZipArchive(read, path, readDirectory(tail, size, fail));
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  /**
   * The bytes of a part, unpacked as they are asked for, at most `limit` of them.
   * @throws MillraceError WORKBOOK_UNREADABLE when it isn't there, is damaged, or grows beyond bounds.
   */
  async *part(name: string, limit: number): AsyncGenerator<Uint8Array> {
    const part = this.#parts.get(name);
    if (!part) throw this.#error(`Its part “${name.slice(0, 100)}” is missing.`);
    if (part.size > Math.max(harmlessSize, part.packedSize * mostGrowth) || part.size > limit)
      throw this.#error(`Its part “${name}” would unpack to ${Math.ceil(part.size / 1_000_000)} MB, which is refused.`);
    let count = 0;
    try {
      const packed = this.#packedBytes(part);
      for await (const piece of part.packed ? inflate(packed) : packed) {
        count += piece.length;
        if (count > part.size) throw this.#error(`Its part “${name}” is larger than it says.`);
        yield piece;
      }
    } catch (error) {
      // What can't be unpacked is a TypeError of the stream; everything else speaks for itself.
      if (!(error instanceof TypeError)) throw error;
      throw this.#error(`Its part “${name}” is damaged.`, error);
    }
    if (count < part.size) throw this.#error(`Its part “${name}” is smaller than it says.`);
  }

  /** A part's bytes as they lie in the file. */
  async *#packedBytes(part: ZipPart): AsyncGenerator<Uint8Array> {
    let skip = part.offset;
    let header: Uint8Array | undefined = new Uint8Array(0);
    let left = part.packedSize;
    for await (const chunk of this.#read()) {
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      let bytes = skip > 0 ? chunk.subarray(skip) : chunk;
      skip = 0;
      if (header) {
        header = join(header, bytes);
        if (header.length < 30) continue;
        const view = viewOf(header);
        if (view.getUint32(0, true) !== localHeader) throw this.#error(`Its part “${part.name}” isn’t where it says.`);
        const length = 30 + view.getUint16(26, true) + view.getUint16(28, true);
        if (header.length < length) continue;
        bytes = header.subarray(length);
        header = undefined;
      }
      const own = bytes.length > left ? bytes.subarray(0, left) : bytes;
      left -= own.length;
      if (own.length > 0) yield own;
      if (left === 0) return;
    }
    throw this.#error('It ends too early.');
  }

  #error(detail: string, cause?: unknown): MillraceError {
    return new MillraceError('WORKBOOK_UNREADABLE', { path: this.#path, detail }, { cause });
  }
}

async function readEnds(read: ReadFile): Promise<{ head: Uint8Array; tail: Uint8Array; size: number }> {
  let head: Uint8Array = new Uint8Array(0);
  const held: Uint8Array[] = [];
  let heldSize = 0;
  let size = 0;
  for await (const chunk of read()) {
    if (head.length < 4) head = join(head, chunk);
    held.push(chunk);
    heldSize += chunk.length;
    size += chunk.length;
    while (heldSize - (held[0]?.length ?? 0) >= heldTail) heldSize -= held.shift()?.length ?? 0;
  }
  const tail = new Uint8Array(heldSize);
  let offset = 0;
  for (const chunk of held) {
    tail.set(chunk, offset);
    offset += chunk.length;
  }
  return { head, tail, size };
}

function readDirectory(tail: Uint8Array, size: number, fail: (detail: string) => MillraceError): Map<string, ZipPart> {
  const view = viewOf(tail);
  const tailStart = size - tail.length;
  let end = tail.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endRecord) end--;
  if (end < 0) throw fail('It ends too early, or isn’t a workbook.');
  let count = view.getUint16(end + 10, true);
  let start = view.getUint32(end + 16, true);
  if (count === unknown16 || start === unknown32) {
    const place = end >= 20 ? read64(view, end - 12) - tailStart : -1;
    if (place < 0 || place + 56 > tail.length || view.getUint32(place, true) !== endRecord64)
      throw fail('The list of its parts is damaged.');
    count = read64(view, place + 32);
    start = read64(view, place + 48);
  }
  if (count > mostParts) throw fail(`It has more than ${mostParts} parts.`);
  const parts = new Map<string, ZipPart>();
  const decoder = new TextDecoder();
  let position = start - tailStart;
  if (position < 0) throw fail('The list of its parts is too long or damaged.');
  for (let index = 0; index < count; index++) {
    if (position + 46 > tail.length || view.getUint32(position, true) !== directoryEntry)
      throw fail('The list of its parts is damaged.');
    const nameLength = view.getUint16(position + 28, true);
    const extraLength = view.getUint16(position + 30, true);
    const next = position + 46 + nameLength + extraLength + view.getUint16(position + 32, true);
    if (next > tail.length) throw fail('The list of its parts is damaged.');
    const name = decoder.decode(tail.subarray(position + 46, position + 46 + nameLength));
    const method = view.getUint16(position + 10, true);
    const part = { name, packed: method === 8, ...readPlace(view, position, nameLength, extraLength) };
    if (parts.has(name)) throw fail(`Its part “${name.slice(0, 100)}” is there twice.`);
    // Bit 0: encrypted; other methods than these two (APPNOTE 4.4.5) no workbook uses.
    if ((view.getUint16(position + 8, true) & 1) === 0 && (method === 0 || method === 8)) parts.set(name, part);
    position = next;
  }
  return parts;
}

/** Sizes and place of a part; those that don't fit into 32 bits stand in its ZIP64 field, in this order. */
function readPlace(view: DataView, position: number, nameLength: number, extraLength: number) {
  const place = {
    size: view.getUint32(position + 24, true),
    packedSize: view.getUint32(position + 20, true),
    offset: view.getUint32(position + 42, true),
  };
  const end = position + 46 + nameLength + extraLength;
  for (let field = position + 46 + nameLength; field + 4 <= end; ) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      for (const key of ['size', 'packedSize', 'offset'] as const) {
        if (place[key] !== unknown32 || value + 8 > Math.min(end, field + 4 + length)) continue;
        place[key] = read64(view, value);
        value += 8;
      }
    }
    field += 4 + length;
  }
  return place;
}

function read64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Whether the bytes hold a text as UTF-16LE. */
function holdsText(bytes: Uint8Array, text: string): boolean {
  let found = bytes.indexOf(text.charCodeAt(0));
  while (found !== -1) {
    let matches = true;
    for (let index = 0; matches && index < text.length; index++)
      matches = bytes[found + index * 2] === text.charCodeAt(index) && bytes[found + index * 2 + 1] === 0;
    if (matches) return true;
    found = bytes.indexOf(text.charCodeAt(0), found + 1);
  }
  return false;
}
