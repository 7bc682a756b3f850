import { ApiError } from '../api-error.ts';
import { ApexException } from './apex-exception.ts';
import type { ApexAnswer, ApexInvocation, ApexMethod } from './apex-method.ts';

/**
 * Calls a method as one transaction: an exception undoes what it wrote. Throws ApexException and ApiError; anything
 * else that a method of the program throws counts as an exception of Apex, for it is the user's own mistake.
 */
export function runMethod(run: ApexMethod, invocation: ApexInvocation): ApexAnswer {
  return invocation.org.store.transact(() => {
    try {
      return { rollback: false, result: run(invocation) };
    } catch (error) {
      if (error instanceof ApexException || error instanceof ApiError) throw error;
      throw new ApexException('System.UnexpectedException', error instanceof Error ? error.message : String(error));
    }
  });
}
