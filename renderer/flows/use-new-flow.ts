import { useCallback } from 'react';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useHostData } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { freeName } from './flow-names.ts';

/** Creates an empty flow and opens it; its name is changed in the editor. */
export function useNewFlow(): () => Promise<void> {
  const client = useHost();
  return useCallback(async () => {
    const taken = useHostData.getState().flows.data?.map((flow) => flow.name) ?? [];
    try {
      const flow = await client.flows.create({ name: freeName('New flow', taken) });
      navigate({ screen: 'flow', flowId: flow.id });
    } catch (thrown) {
      showActionError('The flow couldn’t be created', thrown);
    }
  }, [client]);
}
