import { ApiError } from '../api-error.ts';
import type { PracticeContext } from './respond.ts';

/** Largest request body accepted, in bytes. */
export const bodyLimit = 10 * 1024 * 1024;

const tooLarge = (limit: number) =>
  new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', `The HTTP entity body is larger than ${limit} bytes.`);

/** Reads the body. Throws ApiError 413 when it is larger than `limit` bytes (10 MB), before all of it is read. */
export async function readBytes(context: PracticeContext, limit: number = bodyLimit): Promise<Uint8Array> {
  const announced = context.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > limit) throw tooLarge(limit);
    return new Uint8Array(await context.req.arrayBuffer());
  }
  const stream = context.req.raw.body;
  if (!stream) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads the body as UTF-8 text, on the same terms. */
export async function readText(context: PracticeContext): Promise<string> {
  return Buffer.from(await readBytes(context)).toString('utf8');
}
