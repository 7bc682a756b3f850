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
  /** True for a system that is used without a connection, as files are. */
  needsNone?: true;
};

/** What can be used: every connector, and the practice org as a system of its own; those without a sign-in come last. */
export function listSystems(connectors: readonly ConnectorManifest[]): SystemChoice[] {
  return connectors
    .toSorted((one, other) => Number(one.auth.length === 0) - Number(other.auth.length === 0))
    .flatMap((connector) => {
      const { id, label, description } = connector;
      if (connector.auth.length === 0) return [{ id, connector, label, description, preset: {}, needsNone: true }];
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
