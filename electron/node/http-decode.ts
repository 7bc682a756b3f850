import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

type Decoder = (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const inflateWrapped: Decoder = promisify(inflate);
const inflateBare: Decoder = promisify(inflateRaw);

const decoders: Record<string, Decoder> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  // Some servers send bare deflate data under this name; zlib data always begins with 8 in its low four bits.
  deflate: (body, options) => (((body[0] ?? 0) & 15) === 8 ? inflateWrapped : inflateBare)(body, options),
};

/** What a body couldn't be unpacked for: it grew past the bound, it is damaged, or nobody knows its encoding. */
export type DecodeFlaw = 'too-large' | 'damaged' | 'unknown';

/**
 * Unpacks a body by its `content-encoding`, at most to `maximumBytes` (so that a small answer can't fill the memory).
 * Resolves with the flaw instead of bytes where that fails.
 */
export async function decodeBody(
  body: Uint8Array,
  encoding: string | undefined,
  maximumBytes: number,
): Promise<Uint8Array | DecodeFlaw> {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  let decoded = body;
  for (const name of names.reverse()) {
    if (name === '' || name === 'identity' || decoded.length === 0) continue;
    const decode = decoders[name];
    if (!decode) return 'unknown';
    try {
      decoded = await decode(decoded, { maxOutputLength: maximumBytes });
    } catch (error) {
      return error instanceof RangeError ? 'too-large' : 'damaged';
    }
  }
  return decoded;
}
