import type { ConnectorManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../../shared/contract/index.ts';
import type { Findable } from './search-steps.ts';

/** What the picker and the drawer offer. */
export type PickerItem = Findable & { id: string; section: string } & (
    | { kind: 'step'; manifest: StepManifest }
    | { kind: 'connection'; connection: ConnectionSummary }
  );

const sectionsByCategory = { trigger: 'Triggers', action: 'Actions', logic: 'Logic', data: 'Data' } as const;

/** Every step type as an item, triggers first, then system by system, logic and data. */
export function stepItems(
  steps: Iterable<StepManifest>,
  connectors: ReadonlyMap<string, ConnectorManifest>,
): (PickerItem & { kind: 'step' })[] {
  const order = ['Triggers', 'Data', 'Logic', 'Actions'];
  const items = [...steps].map((manifest) => {
    const connector = manifest.connector === undefined ? undefined : connectors.get(manifest.connector);
    const system = connector?.label ?? '';
    const ownSection = connector && !manifest.trigger ? connector.label : sectionsByCategory[manifest.category];
    return {
      kind: 'step' as const,
      id: manifest.type,
      label: manifest.label,
      keywords: manifest.keywords,
      system,
      description: manifest.description,
      section: ownSection,
      manifest,
    };
  });
  const rank = (section: string) => (order.includes(section) ? order.indexOf(section) : 0.5);
  return items.sort((a, b) => rank(a.section) - rank(b.section) || a.section.localeCompare(b.section));
}

/** Connections of this computer as items. */
export function connectionItems(
  connections: readonly ConnectionSummary[],
  connectors: ReadonlyMap<string, ConnectorManifest>,
): (PickerItem & { kind: 'connection' })[] {
  return connections.map((connection) => ({
    kind: 'connection',
    id: `connection:${connection.id}`,
    label: connection.name,
    keywords: ['connection', connection.environment],
    system: connectors.get(connection.connector)?.label ?? connection.connector,
    description: connection.description,
    section: 'Connections',
    connection,
  }));
}

/** Types that often follow one of these: what the picker suggests first. */
const followers: Record<string, readonly string[]> = {
  trigger: ['files.read', 'salesforce.query', 'http.request'],
  action: ['map_fields', 'filter', 'files.write'],
  data: ['filter', 'map_fields', 'salesforce.create', 'files.write'],
  logic: ['map_fields', 'salesforce.create', 'files.write', 'http.request'],
};

/** The items to offer after a step, under “Suggested after …”; in an empty flow the triggers. */
export function suggestItems(
  items: readonly (PickerItem & { kind: 'step' })[],
  after: StepManifest | undefined,
  name: string | undefined,
): (PickerItem & { kind: 'step' })[] {
  if (!after) return [];
  const section = `Suggested after “${name ?? after.label}”`;
  const wanted = followers[after.category] ?? [];
  return wanted.flatMap((type) => {
    const item = items.find(({ manifest }) => manifest.type === type && type !== after.type);
    return item ? [{ ...item, id: `suggested:${item.id}`, section }] : [];
  });
}
