import { ApiError } from '../../api-error.ts';
import { isJsonObject } from '../../store/deserialize.ts';
import { refuse } from '../answer.ts';
import { type RestReply, type RestRequest, reply } from '../request.ts';
import type { RestRouter } from '../router.ts';
import { answerPart, bodyOf, readBody, readHeaders, readList, readText } from './part.ts';

/** Most parts of one batch. Source: "Composite Batch". */
const partLimit = 25;

function batch(router: RestRouter, request: RestRequest): RestReply {
  const body = request.json();
  const parts = readList(body, 'batchRequests', partLimit).map((entry) => ({
    method: readText(entry, 'method'),
    url: readText(entry, 'url'),
    headers: readHeaders(undefined),
    body: readBody(entry.richInput),
  }));
  const haltOnError = isJsonObject(body) && body.haltOnError === true;
  let hasErrors = false;
  const results = parts.map((part) => {
    const answer =
      haltOnError && hasErrors
        ? refuse(new ApiError(412, 'BATCH_PROCESSING_HALTED', 'Batch processing halted per request'))
        : answerPart(router, request, part);
    if (answer.status >= 400) hasErrors = true;
    return { statusCode: answer.status, result: bodyOf(answer) };
  });
  return reply({ hasErrors, results });
}

/** Adds calls of several parts that know nothing of each other. */
export function addBatch(router: RestRouter): void {
  router.add('/composite/batch', { POST: (request) => batch(router, request) });
}
