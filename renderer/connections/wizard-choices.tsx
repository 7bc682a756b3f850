import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import { formatCount } from '../format/count.ts';
import { useHostData } from '../stores/host-data.ts';
import { CategoryTile, iconByName, RadioCards } from '../ui/index.ts';

/** First stage: which system. */
export function SystemStage({
  connectors,
  chosen,
  onChoose,
}: {
  connectors: readonly ConnectorManifest[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const connections = useHostData((state) => state.connections.data);
  const usesOf = (id: string) => {
    const flows = (connections ?? []).filter(({ connector }) => connector === id).flatMap(({ usedBy }) => usedBy);
    return new Set(flows.map(({ flowId }) => flowId)).size;
  };
  return (
    <RadioCards
      label="System"
      value={chosen}
      onChange={onChoose}
      options={connectors.map((connector) => {
        const uses = usesOf(connector.id);
        return {
          value: connector.id,
          label: connector.label,
          help: `${connector.description}${uses > 0 ? ` Used in ${formatCount(uses, 'flow')}.` : ''}`,
          icon: <CategoryTile category="connection" icon={iconByName(connector.icon)} size={36} />,
        };
      })}
    />
  );
}

/** Second stage: how to sign in to it. */
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
      options={connector.auth.map((scheme) => ({
        value: scheme.id,
        label: scheme.label,
        help: (
          <>
            {scheme.description}
            {scheme.warning && <> {scheme.warning}</>}
          </>
        ),
      }))}
    />
  );
}
