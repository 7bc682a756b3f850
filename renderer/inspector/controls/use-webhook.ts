import type { WebhookState } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { type Resource, useResource } from '../../host/use-resource.ts';
import { useSession } from '../../stores/session.ts';

/** What the host knows of the webhook of a step of the open flow, as it changes. */
export function useWebhook(step: string): Resource<WebhookState> {
  const client = useHost();
  const { flowId } = useSession();
  return useResource(`webhook ${flowId} ${step}`, () => client.webhooks.get({ flowId, step }), {
    refreshOn: (change) => change.type === 'flows.changed' && (change.flowId ?? flowId) === flowId,
  });
}
