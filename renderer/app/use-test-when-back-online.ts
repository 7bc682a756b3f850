import { useEffect } from 'react';
import { testAllConnections } from '../connections/test-connection.ts';
import { useHost } from '../host/host-context.tsx';
import { useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';

/** Tests every connection when the network comes back, as the offline banner promises. */
export function useTestWhenBackOnline(): void {
  const client = useHost();
  const mayTest = useMay('testConnections');
  useEffect(() => {
    if (!mayTest) return;
    const onOnline = () => {
      const connections = useHostData.getState().connections.data ?? [];
      if (connections.length > 0) void testAllConnections(client);
    };
    window.addEventListener('online', onOnline);
    return () => window.removeEventListener('online', onOnline);
  }, [client, mayTest]);
}
