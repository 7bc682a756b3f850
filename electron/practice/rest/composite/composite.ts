import { ApiError } from '../../api-error.ts';
import { isJsonObject } from '../../store/deserialize.ts';
import { refuse } from '../answer.ts';
import { type RestReply, type RestRequest, reply } from '../request.ts';
import type { RestRouter } from '../router.ts';
import { answerPart, bodyOf, type Part, readBody, readHeaders, readList, readText } from './part.ts';
import { DeadReference, fillAddress, fillBody } from './references.ts';

/** Most parts of one composite call, and how many of them may be queries or collections. Source: "Composite". */
const partLimit = 25;
const heavyLimit = 5;

/** Most graphs of one call and most parts of all of them. Source: "Composite Graph Limits". */
const graphLimit = 75;
const nodeLimit = 500;

/** A part whose answer later ones may refer to. */
interface NamedPart extends Part {
  readonly referenceId: string;
}

/** What one part was answered with. */
interface PartResult {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

const halted = (message: string) => refuse(new ApiError(400, 'PROCESSING_HALTED', message));

const rolledBack = 'The transaction was rolled back since another operation in the same transaction failed.';

const referenceForm = /^[A-Za-z0-9][A-Za-z0-9_]{0,254}$/;

function readParts(body: unknown, limit: number): readonly NamedPart[] {
  const seen = new Set<string>();
  return readList(body, 'compositeRequest', limit).map((entry) => {
    const referenceId = readText(entry, 'referenceId');
    if (!referenceForm.test(referenceId)) {
      const shown = referenceId.slice(0, 100);
      const message = `Provided referenceId ('${shown}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`;
      throw new ApiError(400, 'INVALID_INPUT', message);
    }
    if (seen.has(referenceId)) {
      throw new ApiError(400, 'INVALID_INPUT', `The referenceId ${referenceId} is used more than once.`);
    }
    seen.add(referenceId);
    return {
      referenceId,
      method: readText(entry, 'method'),
      url: readText(entry, 'url'),
      headers: readHeaders(entry.httpHeaders),
      body: readBody(entry.body),
    };
  });
}

function isHeavy({ url }: NamedPart): boolean {
  return /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/i.test(url);
}

function shownResult(referenceId: string, answer: RestReply): PartResult {
  const location = answer.headers?.Location;
  return {
    body: bodyOf(answer),
    httpHeaders: location === undefined ? {} : { Location: location },
    httpStatusCode: answer.status,
    referenceId,
  };
}

function answerNamed(
  router: RestRouter,
  request: RestRequest,
  part: NamedPart,
  answers: ReadonlyMap<string, unknown>,
): RestReply {
  try {
    const url = fillAddress(part.url, answers);
    return answerPart(router, request, { ...part, url, body: fillBody(part.body, answers) });
  } catch (error) {
    if (error instanceof DeadReference) return halted(error.message);
    throw error;
  }
}

/**
 * Answers the parts one after another. With `allOrNone` the first refusal undoes the others and ends the work; all
 * but the refused one then say that they were halted.
 */
function answerParts(
  router: RestRouter,
  request: RestRequest,
  parts: readonly NamedPart[],
  allOrNone: boolean,
): { readonly results: readonly PartResult[]; readonly succeeded: boolean } {
  return request.org.store.transact(() => {
    const answers = new Map<string, unknown>();
    const results: PartResult[] = [];
    let failed: PartResult | undefined;
    for (const part of parts) {
      const result = shownResult(part.referenceId, answerNamed(router, request, part, answers));
      answers.set(part.referenceId, result.body);
      results.push(result);
      if (result.httpStatusCode >= 400) failed ??= result;
      if (failed && allOrNone) break;
    }
    if (!failed || !allOrNone) return { rollback: false, result: { results, succeeded: !failed } };
    const culprit = failed;
    const all = parts.map(({ referenceId }) =>
      referenceId === culprit.referenceId ? culprit : shownResult(referenceId, halted(rolledBack)),
    );
    return { rollback: true, result: { results: all, succeeded: false } };
  });
}

function composite(router: RestRouter, request: RestRequest): RestReply {
  const body = request.json();
  const parts = readParts(body, partLimit);
  if (parts.filter(isHeavy).length > heavyLimit) {
    const message = `Up to ${heavyLimit} parts of one call can be queries or collections.`;
    throw new ApiError(400, 'LIMIT_EXCEEDED', message);
  }
  const allOrNone = isJsonObject(body) && body.allOrNone === true;
  return reply({ compositeResponse: answerParts(router, request, parts, allOrNone).results });
}

function graph(router: RestRouter, request: RestRequest): RestReply {
  const graphs = readList(request.json(), 'graphs', graphLimit).map((entry) => ({
    graphId: readText(entry, 'graphId'),
    parts: readParts(entry, nodeLimit),
  }));
  const nodes = graphs.reduce((sum, { parts }) => sum + parts.length, 0);
  if (nodes > nodeLimit) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `The graphs hold ${nodes} nodes; ${nodeLimit} are allowed.`);
  }
  if (new Set(graphs.map(({ graphId }) => graphId)).size < graphs.length) {
    throw new ApiError(400, 'INVALID_INPUT', 'A graphId is used more than once.');
  }
  return reply({
    graphs: graphs.map(({ graphId, parts }) => {
      const { results, succeeded } = answerParts(router, request, parts, true);
      return { graphId, graphResponse: { compositeResponse: results }, isSuccessful: succeeded };
    }),
  });
}

/**
 * Adds calls of several parts that may refer to each other's results, as one list or as graphs of which each is saved
 * as a whole or not at all.
 */
export function addComposite(router: RestRouter): void {
  router.add('/composite', {
    GET: ({ base }) =>
      reply(
        Object.fromEntries(['batch', 'graph', 'sobjects', 'tree'].map((name) => [name, `${base}/composite/${name}`])),
      ),
    POST: (request) => composite(router, request),
  });
  router.add('/composite/graph', { POST: (request) => graph(router, request) });
}
