import { ApiError } from '../../api-error.ts';
import { BulkError } from '../bulk-error.ts';

/** Runs a call; what the engine refuses becomes the 400 of version 2.0, whose codes are in capitals. */
export function answerV2<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof BulkError) throw new ApiError(400, error.code.toUpperCase(), error.reason);
    throw error;
  }
}

/** 400 for a body whose members do not fit. */
export function badBody(message: string): ApiError {
  return new ApiError(400, 'API_ERROR', message);
}
