import { badBody } from './errors.ts';

/** Largest data in a request that also makes the job, in characters. Source: Bulk API 2.0, "Create a Job" (multipart). */
const contentLimit = 100_000;

/** What a multipart request brings: the job as JSON text and its data. */
export interface MultipartJob {
  readonly job: string;
  readonly content: Buffer;
}

const partName = /^content-disposition:\s*form-data\b[^\r\n]*?\bname="?([^";\r\n]+)"?/im;

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw badBody('The multipart request has no boundary.');
  return boundary;
}

/**
 * Reads a request with the parts `job` (JSON) and `content` (CSV). Throws ApiError 400 when a part is absent, the
 * body has another form, or the data is too large.
 */
export function readMultipart(contentType: string, body: Buffer): MultipartJob {
  const mark = Buffer.from(`--${boundaryOf(contentType)}`);
  const parts = new Map<string, Buffer>();
  let start = body.indexOf(mark);
  while (start !== -1) {
    start += mark.length;
    if (body.toString('latin1', start, start + 2) === '--') break;
    const end = body.indexOf(mark, start);
    if (end === -1) throw badBody('The multipart request has no closing boundary.');
    const part = body.subarray(start, end);
    const blank = /\r?\n\r?\n/.exec(part.toString('latin1', 0, 8192));
    if (!blank) throw badBody('A part of the multipart request has no end of its headers.');
    const name = partName
      .exec(part.toString('utf8', 0, blank.index))?.[1]
      ?.trim()
      .toLowerCase();
    // The line ending before the next boundary belongs to the boundary.
    const last = part.at(-1) === 0x0a ? (part.at(-2) === 0x0d ? 2 : 1) : 0;
    if (name !== undefined) parts.set(name, part.subarray(blank.index + blank[0].length, part.length - last));
    start = end;
  }
  const job = parts.get('job')?.toString('utf8');
  const content = parts.get('content');
  if (job === undefined || content === undefined)
    throw badBody('The multipart request needs the parts job and content.');
  if (content.length > contentLimit) {
    throw badBody(`The content of a multipart request cannot be larger than ${contentLimit} characters.`);
  }
  return { job, content: Buffer.from(content) };
}
