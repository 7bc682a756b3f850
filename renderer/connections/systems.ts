import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { JsonObject } from '../../shared/json/json.ts';

/** A card of the wizard's first stage: a connector, or a connector with something chosen already. */
export type SystemChoice = {
  id: string;
  connector: ConnectorManifest;
  label: string;
  description: string;
  /** Values that the details start with. */
  preset: JsonObject;
};

/** What can be connected: every connector that signs in somewhere, and the practice org as a system of its own. */
export function listSystems(connectors: readonly ConnectorManifest[]): SystemChoice[] {
  return connectors
    .filter(({ auth }) => auth.length > 0)
    .flatMap((connector) => {
      const { id, label, description } = connector;
      const own: SystemChoice = { id, connector, label, description, preset: {} };
      const environments = connector.common.find(({ key }) => key === 'environment')?.options ?? [];
      if (!environments.some(({ value }) => value === 'practice')) return [own];
      return [
        own,
        {
          id: `${id}-practice`,
          connector,
          label: 'Practice CRM',
          description: 'A practice org on this computer with sample records. No account is needed.',
          preset: { environment: 'practice' },
        },
      ];
    });
}
