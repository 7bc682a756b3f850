import type { NamedCredential } from '../../../shared/contract/index.ts';
import { formatCount } from '../../format/count.ts';
import type { HostClient } from '../../host/host-client.ts';
import { showActionError } from '../../stores/action-error.ts';
import { markTesting, useHostData } from '../../stores/host-data.ts';
import { announce } from '../../ui/index.ts';
import type { CredentialOutcome } from './credential-outcome.ts';

/**
 * Tests each principal of a named credential; it shows “Testing…” everywhere meanwhile. Undefined when the test itself
 * couldn't be made, which is then said.
 */
export async function testCredential(
  client: HostClient,
  { id, name, principals }: Pick<NamedCredential, 'id' | 'name' | 'principals'>,
): Promise<CredentialOutcome | undefined> {
  markTesting(id, true);
  try {
    const results = await client.credentials.test({ id });
    await useHostData.getState().refresh('credentials');
    const failed = results.filter(({ result }) => !result.succeeded);
    const told = failed[0]?.result ?? results[0]?.result;
    if (!told) return undefined;
    const nameOf = principals.find((principal) => principal.id === failed[0]?.principalId)?.name ?? '';
    const which = results.length > 1 && failed.length > 0 ? ` ${nameOf}:` : '';
    const some =
      results.length > 1
        ? ` ${results.length - failed.length} of ${formatCount(results.length, 'principal')} work.`
        : '';
    const text = told.succeeded
      ? `Connection test succeeded.${some} ${told.message}`
      : `Connection test failed.${some}${which} ${told.message} ${told.fix ?? ''}`.trim();
    announce(`${name}: ${text}`, told.succeeded ? 'polite' : 'assertive');
    return { tone: told.succeeded ? 'ok' : 'error', text };
  } catch (thrown) {
    showActionError(`“${name}” couldn’t be tested`, thrown);
    return undefined;
  } finally {
    markTesting(id, false);
  }
}
