import { mapEventIterator, ORPCError } from '@orpc/client';
import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { may, type Right, type Role, rightWords, roleWords } from '../../../shared/security/roles.ts';
import type { HostServices } from '../services.ts';

/** What a call is answered with: the host's services, and who asks. */
export type HostContext = HostServices & { role: Role };

/**
 * The contract, ready to be implemented: handlers get the host's services as context, and a MillraceError they throw,
 * also in the middle of a stream, reaches the caller as the contract's typed error, with code, cause and fix. A call
 * that the asker's role has no right to ends here with ROLE_FORBIDS, before its input is looked at.
 */
export const implementer = implement(contract)
  .$context<HostContext>()
  .use(async ({ next, errors, context, path, procedure }) => {
    const toWire = (thrown: unknown): unknown => {
      if (thrown instanceof MillraceError) {
        return errors.MILLRACE({ message: thrown.message, data: thrown.describe() });
      }
      const called = path.join('.');
      if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') {
        context.log.warn('A request didn’t fit the contract', { procedure: called });
      } else {
        context.log.error('A request failed unexpectedly', { procedure: called, detail: String(thrown) });
      }
      return thrown;
    };
    try {
      requireRight(context.role, procedure['~orpc'].meta.right);
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

function requireRight(role: Role, right: Right | undefined): void {
  if (may(role, right)) return;
  const action = right === undefined ? 'do this' : rightWords[right];
  throw new MillraceError('ROLE_FORBIDS', { role, right, action, ...roleWords[role] });
}

function isIterator(output: unknown): output is AsyncGenerator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}
