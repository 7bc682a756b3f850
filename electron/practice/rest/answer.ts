import { ApiError } from '../api-error.ts';
import type { Org } from '../org.ts';
import type { RestReply, RestRequest } from './request.ts';
import type { RestRouter } from './router.ts';

/** The 500 of a mistake of ours, worded as the service does. */
export function unexpectedError(org: Org): ApiError {
  const number = org.now().getTime() % 1_000_000_000;
  const message = `An unexpected error occurred. Please include this ErrorId if you contact support: ${number} (practice)`;
  return new ApiError(500, 'UNKNOWN_EXCEPTION', message);
}

/** The answer a refusal gets. */
export function refuse(error: ApiError): RestReply {
  return { status: error.status, body: error.entries };
}

/** Answers a call; a refusal becomes the reply it is sent as. */
export function answerRest(router: RestRouter, request: RestRequest): RestReply {
  try {
    return router.answer(request);
  } catch (error) {
    return refuse(error instanceof ApiError ? error : unexpectedError(request.org));
  }
}
