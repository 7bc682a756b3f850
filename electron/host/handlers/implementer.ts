import { mapEventIterator, ORPCError } from '@orpc/client';
import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { HostServices } from '../services.ts';

/**
 * The contract, ready to be implemented: handlers get the host's services as context, and a MillraceError they throw,
 * also in the middle of a stream, reaches the caller as the contract's typed error, with code, cause and fix.
 */
export const implementer = implement(contract)
  .$context<HostServices>()
  .use(async ({ next, errors, context, path }) => {
    const toWire = (thrown: unknown): unknown => {
      if (thrown instanceof MillraceError) {
        return errors.MILLRACE({ message: thrown.message, data: thrown.describe() });
      }
      const procedure = path.join('.');
      if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') {
        context.log.warn('A request didn’t fit the contract', { procedure });
      } else {
        context.log.error('A request failed unexpectedly', { procedure, detail: String(thrown) });
      }
      return thrown;
    };
    try {
      const result = await next();
      const { output } = result;
      if (!isIterator(output)) return result;
      const mapped = mapEventIterator(output, {
        value: async (value) => value,
        error: async (thrown) => toWire(thrown),
      });
      return { ...result, output: mapped as typeof output };
    } catch (thrown) {
      throw toWire(thrown);
    }
  });

function isIterator(output: unknown): output is AsyncGenerator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}
