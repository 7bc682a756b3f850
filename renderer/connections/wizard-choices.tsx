import { SearchX } from 'lucide-react';
import { useState } from 'react';
import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHostData } from '../stores/host-data.ts';
import { Banner, CategoryTile, EmptyState, iconByName, Pill, RadioCards, SearchField } from '../ui/index.ts';
import { guideOf } from './sign-in-guides.ts';
import type { SystemChoice } from './systems.ts';
import styles from './wizard.module.css';

/** First stage: which system. */
export function SystemStage({
  systems,
  chosen,
  onChoose,
}: {
  systems: readonly SystemChoice[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const [search, setSearch] = useState('');
  const connections = useHostData((state) => state.connections.data) ?? [];
  const wanted = search.trim().toLowerCase();
  const found = systems.filter(({ label, description }) => `${label}\n${description}`.toLowerCase().includes(wanted));
  return (
    <>
      <SearchField label="Search systems" value={search} onChange={setSearch} />
      {found.length === 0 ? (
        <EmptyState icon={SearchX} title={`No system matches “${search}”.`} />
      ) : (
        <RadioCards
          label="System"
          value={chosen}
          onChange={onChoose}
          options={found.map((system) => {
            const uses = countFlows(system, connections);
            return {
              value: system.id,
              label: system.label,
              help: `${system.description}${uses > 0 ? ` Used in ${formatCount(uses, 'flow')}.` : ''}`,
              icon: <CategoryTile category="connection" icon={iconByName(system.connector.icon)} size={36} />,
            };
          })}
        />
      )}
      {systems.some(({ id, needsNone }) => id === chosen && needsNone) && (
        <Banner tone="info">Files need no connection. Add a step that reads or saves a file to a flow.</Banner>
      )}
    </>
  );
}

/** Flows that use a connection with the system; those of the practice org count for it alone. */
function countFlows({ connector, preset }: SystemChoice, connections: readonly ConnectionSummary[]): number {
  const isPractice = preset.environment === 'practice';
  const used = connections
    .filter((entry) => entry.connector === connector.id && (entry.environment === 'practice') === isPractice)
    .flatMap(({ usedBy }) => usedBy);
  return new Set(used.map(({ flowId }) => flowId)).size;
}

/** Second stage: how to sign in to it, what each way is best for and what it needs. */
export function AuthenticationStage({
  connector,
  chosen,
  onChoose,
}: {
  connector: ConnectorManifest;
  chosen: string;
  onChoose: (id: string) => void;
}) {
  return (
    <RadioCards
      label="Authentication Protocol"
      value={chosen}
      onChange={onChoose}
      options={connector.auth.map((scheme) => {
        const guide = guideOf(connector.id, scheme.id);
        return {
          value: scheme.id,
          label: scheme.label,
          tag: guide?.recommended && <Pill>Recommended</Pill>,
          help: (
            <>
              {scheme.description}
              {scheme.warning && <span className={styles.warning}>{scheme.warning}</span>}
            </>
          ),
        };
      })}
    />
  );
}
