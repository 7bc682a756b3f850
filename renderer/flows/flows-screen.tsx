import {
  Copy,
  Download,
  FileInput,
  FolderOpen,
  History,
  LayoutTemplate,
  PenLine,
  Play,
  Plus,
  Power,
  SearchX,
  Trash,
  Workflow,
} from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FlowSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf, navigate, type RouteQuery, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorCard,
  LinkButton,
  ListTable,
  lookOfStatus,
  type MenuGroup,
  Screen,
  SearchField,
  SelectField,
} from '../ui/index.ts';
import { ActivateDialog } from './activate-dialog.tsx';
import { downloadFlow } from './download-flow.ts';
import { DropZone } from './drop-zone.tsx';
import { filterFlows } from './filter-flows.ts';
import { deactivateFlow, deleteFlow, duplicateFlow, runFlow } from './flow-actions.ts';
import { flowColumns } from './flow-columns.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useImport } from './use-import.tsx';
import { useNewFlow } from './use-new-flow.ts';

/** Every flow of this computer. */
export function FlowsScreen() {
  const { data: flows, error } = useHostData((state) => state.flows);
  const refresh = useHostData((state) => state.refresh);
  const { query } = useRoute();
  const startNewFlow = useNewFlow();
  const { chooseFiles, importFiles, elements } = useImport();
  const matching = useMemo(() => filterFlows(flows ?? [], query), [flows, query]);
  const isEmpty = flows?.length === 0;
  const mayEdit = useMay('editFlows');

  return (
    <DropZone hint="Import flows" onFiles={mayEdit ? importFiles : undefined}>
      <Screen
        title="Flows"
        detail={flows && flows.length > 0 ? formatCount(flows.length, 'flow') : undefined}
        actions={
          mayEdit && (
            <>
              <Button icon={FileInput} onClick={chooseFiles}>
                Import…
              </Button>
              <Button icon={Plus} variant="primary" onClick={startNewFlow}>
                New flow
              </Button>
            </>
          )
        }
        toolbar={flows && !isEmpty && <FlowFilters flows={flows} query={query} />}
      >
        {error && !flows && (
          <ErrorCard error={error} title="Flows couldn’t be read" onRetry={() => void refresh('flows')} />
        )}
        {isEmpty && (
          <EmptyState
            icon={Workflow}
            title="No flows yet"
            actions={
              mayEdit && (
                <>
                  <Button icon={Plus} variant="primary" onClick={startNewFlow}>
                    New flow
                  </Button>
                  <LinkButton icon={LayoutTemplate} href={addressOf({ screen: 'templates' })}>
                    Start from a template
                  </LinkButton>
                </>
              )
            }
          >
            A flow moves data between systems when something happens.
          </EmptyState>
        )}
        {flows && !isEmpty && matching.length === 0 && <NoMatch query={query.q ?? ''} />}
        {matching.length > 0 && <FlowTable flows={matching} />}
      </Screen>
      {elements}
    </DropZone>
  );
}

function FlowFilters({ flows, query }: { flows: readonly FlowSummary[]; query: RouteQuery }) {
  const change = (part: RouteQuery) => navigate({ screen: 'flows' }, { ...query, ...part }, { replace: true });
  const statuses = [...new Set(flows.map((flow) => flow.status))].map((value) => ({
    value,
    label: lookOfStatus(value).label,
  }));
  const connections = new Map(flows.flatMap((flow) => flow.connections.map(({ id, name }) => [id, name] as const)));
  return (
    <>
      <SearchField label="Search flows" value={query.q ?? ''} onChange={(q) => change({ q })} />
      {(statuses.length > 1 || query.status) && (
        <SelectField
          label="Status"
          hideLabel
          value={query.status ?? ''}
          options={[{ value: '', label: 'Any status' }, ...statuses]}
          onChange={(status) => change({ status: status ?? '' })}
        />
      )}
      {(connections.size > 1 || query.connection) && (
        <SelectField
          label="Connection"
          hideLabel
          value={query.connection ?? ''}
          options={[
            { value: '', label: 'Any connection' },
            ...[...connections].map(([value, label]) => ({ value, label })),
          ]}
          onChange={(connection) => change({ connection: connection ?? '' })}
        />
      )}
    </>
  );
}

function NoMatch({ query }: { query: string }) {
  return (
    <EmptyState
      icon={SearchX}
      title={query === '' ? 'No flows match these filters.' : `No flows match “${query}”.`}
      actions={<Button onClick={() => navigate({ screen: 'flows' }, {}, { replace: true })}>Clear filters</Button>}
    />
  );
}

function FlowTable({ flows }: { flows: readonly FlowSummary[] }) {
  const client = useHost();
  const { ownerName } = useAppInfo();
  const mayEdit = useMay('editFlows');
  const mayRun = useMay('runFlows');
  const [renaming, setRenaming] = useState<FlowSummary>();
  const [activating, setActivating] = useState<FlowSummary>();
  const [deleting, setDeleting] = useState<FlowSummary>();
  const columns = useMemo(() => flowColumns(ownerName), [ownerName]);

  const remove = (flow: FlowSummary) => (flow.status === 'active' ? setDeleting(flow) : void deleteFlow(client, flow));
  const menuOf = (flow: FlowSummary): MenuGroup[] => {
    const open = () => navigate({ screen: 'flow', flowId: flow.id });
    const damaged = flow.status === 'damaged';
    const usable: MenuGroup[] = damaged
      ? []
      : [
          [
            { label: 'Open', icon: FolderOpen, onSelect: open },
            ...(mayRun
              ? [
                  { label: 'Run', icon: Play, onSelect: () => void runFlow(client, flow) },
                  flow.status === 'active'
                    ? { label: 'Deactivate', icon: Power, onSelect: () => void deactivateFlow(client, flow) }
                    : { label: 'Activate…', icon: Power, onSelect: () => setActivating(flow) },
                ]
              : []),
          ],
          [
            ...(mayEdit
              ? [
                  { label: 'Duplicate', icon: Copy, onSelect: () => void duplicateFlow(client, flow) },
                  { label: 'Rename', icon: PenLine, keys: 'F2', onSelect: () => setRenaming(flow) },
                ]
              : []),
            { label: 'Export as JSON', icon: Download, onSelect: () => void downloadFlow(client, flow.id) },
          ],
        ];
    return [
      ...usable,
      [{ label: 'Show runs', icon: History, onSelect: () => navigate({ screen: 'runs' }, { flow: flow.id }) }],
      mayEdit ? [{ label: 'Delete', icon: Trash, danger: true, onSelect: () => remove(flow) }] : [],
    ];
  };

  return (
    <>
      <ListTable
        label="Flows"
        columns={columns}
        rows={flows}
        rowKey={(flow) => flow.id}
        rowName={(flow) => flow.name}
        rowHref={(flow) => (flow.status === 'damaged' ? undefined : addressOf({ screen: 'flow', flowId: flow.id }))}
        rowStatus={(flow) => flow.status}
        rowMenu={menuOf}
        onRowKeyDown={(flow, event) => {
          if (event.key !== 'F2' || !mayEdit) return;
          event.preventDefault();
          setRenaming(flow);
        }}
      />
      {activating && <ActivateDialog flow={activating} onClose={() => setActivating(undefined)} />}
      {deleting && (
        <ConfirmDialog
          open
          danger
          title={`“${deleting.name}” is active`}
          verb="Deactivate and delete"
          onClose={() => setDeleting(undefined)}
          onConfirm={() => {
            setDeleting(undefined);
            void deactivateFlow(client, deleting).then(() => deleteFlow(client, deleting));
          }}
        >
          An active flow starts by itself. It is switched off before it is deleted; you can bring it back for 30 days.
        </ConfirmDialog>
      )}
      {renaming && <RenameDialog key={renaming.id} flow={renaming} onClose={() => setRenaming(undefined)} />}
    </>
  );
}
