import { ApiError } from '../api-error.ts';
import { describeJsonError } from '../http/json-error.ts';
import { isJsonObject } from '../store/deserialize.ts';

/** One part of a multipart body. */
interface Part {
  /** The part's name in the form. */
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

const malformed = (why: string) => new ApiError(400, 'INVALID_MULTIPART_REQUEST', why);

const partLimit = 20;

/** Bytes of one part's headers that are read; more is no honest form. */
const headLimit = 4096;

function readPart(bytes: Buffer): Part {
  const end = bytes.subarray(0, headLimit).indexOf('\r\n\r\n');
  if (end === -1) throw malformed('A part of the multipart body has no headers.');
  const head = bytes.subarray(0, end).toString('utf8');
  const name = /^content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"/im.exec(head)?.[1];
  if (name === undefined) throw malformed('A part of the multipart body has no name.');
  const contentType = /^content-type:\s*([^\r\n]*)/im.exec(head)?.[1] ?? '';
  return { name, contentType, content: bytes.subarray(end + 4) };
}

function readParts(body: Buffer, boundary: string): Part[] {
  const mark = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line end before it unless a preamble precedes it.
  const bytes = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  let start = bytes.indexOf(mark);
  while (start !== -1) {
    const after = start + mark.length;
    if (bytes.subarray(after, after + 2).toString('latin1') === '--') return parts;
    const end = bytes.indexOf(mark, after);
    if (end === -1) break;
    if (parts.length === partLimit) throw malformed(`A multipart body has at most ${partLimit} parts.`);
    parts.push(readPart(bytes.subarray(after + 2, end)));
    start = end;
  }
  throw malformed('The multipart body does not end with its boundary.');
}

/**
 * Reads a record from a multipart body: one JSON part with its fields, and for each base64 field a part of that name
 * with the bytes, in any order. Returns the fields as though all had come as JSON. Throws ApiError 400. Source: "Insert
 * or Update Blob Data".
 */
export function readMultipart(body: Uint8Array, contentType: string): Readonly<Record<string, unknown>> {
  const found = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) throw malformed('The content type names no boundary.');
  const fields: Record<string, unknown> = {};
  let hasJson = false;
  for (const part of readParts(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary)) {
    if (!hasJson && /^application\/json\b/i.test(part.contentType)) {
      Object.assign(fields, readJsonPart(part.content.toString('utf8')));
      hasJson = true;
    } else fields[part.name] = part.content.toString('base64');
  }
  if (!hasJson) throw malformed('The multipart body has no part of the type application/json.');
  return fields;
}

function readJsonPart(text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The engine's own message is replaced by the service's, which tells line and column.
    throw new ApiError(400, 'JSON_PARSER_ERROR', describeJsonError(text));
  }
  if (!isJsonObject(json)) throw malformed('The JSON part must be an object with the fields of the record.');
  return json;
}
