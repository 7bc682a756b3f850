import { ApiError } from '../api-error.ts';
import { describeJsonError } from './json-error.ts';
import type { PracticeContext } from './respond.ts';

/** Largest request body accepted, in bytes. */
export const bodyLimit = 10 * 1024 * 1024;

const tooLarge = () =>
  new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', `The HTTP entity body is larger than ${bodyLimit} bytes.`);

/** Reads the body as UTF-8 text. Throws ApiError 413 when it is larger than 10 MB, before all of it is read. */
export async function readText(context: PracticeContext): Promise<string> {
  const announced = context.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > bodyLimit) throw tooLarge();
    return context.req.text();
  }
  const stream = context.req.raw.body;
  if (!stream) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > bodyLimit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads the body as JSON. Throws ApiError 415 for another content type and 400 `JSON_PARSER_ERROR` for an empty body
 * or text that is not JSON.
 */
export async function readJson(context: PracticeContext): Promise<unknown> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    const message = `The HTTP entity body cannot be processed: content type '${type.slice(0, 100)}' is not supported. Use application/json.`;
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
  }
  const text = await readText(context);
  if (text.trim() === '') {
    const message = 'The HTTP entity body is required, but this request has no entity body.';
    throw new ApiError(400, 'JSON_PARSER_ERROR', message);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message is replaced by the service's, which tells line and column.
    throw new ApiError(400, 'JSON_PARSER_ERROR', describeJsonError(text));
  }
}
