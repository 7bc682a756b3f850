import type { PracticeContext } from '../http/respond.ts';
import type { Org } from '../org.ts';
import type { WriteContext } from '../store/records.ts';

/** Who writes in this request, and when. */
export function writeContext(context: PracticeContext, org: Org): WriteContext {
  return { userId: context.get('session').userId, now: org.now() };
}
