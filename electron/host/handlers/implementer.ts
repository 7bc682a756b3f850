import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { HostServices } from '../services.ts';

/**
 * The contract, ready to be implemented: handlers get the host's services as context, and a MillraceError they throw
 * reaches the caller as the contract's typed error, with code, cause and fix.
 */
export const implementer = implement(contract)
  .$context<HostServices>()
  .use(async ({ next, errors, context }) => {
    try {
      return await next();
    } catch (thrown) {
      if (thrown instanceof MillraceError) throw errors.MILLRACE({ message: thrown.message, data: thrown.describe() });
      context.log.error('A request failed unexpectedly', { detail: String(thrown) });
      throw thrown;
    }
  });
