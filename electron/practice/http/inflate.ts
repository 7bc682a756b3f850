import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { ApiError } from '../api-error.ts';
import { readBytes } from './body.ts';
import type { PracticeContext } from './respond.ts';

const decoders = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
} as const;

/**
 * Reads the body and undoes its `Content-Encoding` (gzip or deflate). Throws ApiError 413 when the body is larger than
 * `limit` bytes before or after that, 415 for another encoding, 400 for bytes that are not what the header says.
 */
export async function readInflated(context: PracticeContext, limit: number): Promise<Uint8Array> {
  const bytes = await readBytes(context, limit);
  const encoding = (context.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return bytes;
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The content encoding ${encoding.slice(0, 40)} is not supported.`,
    );
  }
  try {
    return await decoders[encoding](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      maxOutputLength: limit,
    });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', `The HTTP entity body is larger than ${limit} bytes.`);
    }
    throw new ApiError(400, 'BAD_REQUEST', `The body is not ${encoding}.`);
  }
}
