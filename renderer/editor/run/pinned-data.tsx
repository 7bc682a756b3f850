import { useState } from 'react';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { pinOutput, unpinOutputs } from '../../commands/pin-output.ts';
import { formatCount, formatNumber } from '../../format/count.ts';
import { useDocument, useSession, useView } from '../../stores/session.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { MOST_PINNED } from './pin-step.ts';
import { readRecordList } from './record-text.ts';

/** Says that test runs use pinned data, where a flow has any. */
export function PinnedBanner() {
  const session = useSession();
  const { view, documents, editable } = session;
  const pinned = useDocument(({ content }) => content.document.pinned);
  const ids = Object.keys(pinned ?? {});
  const [first] = ids;
  if (first === undefined) return null;
  const show = () => {
    view.getState().select(ids);
    focusStep(session, first);
  };
  return (
    <Banner
      tone="info"
      actions={
        <>
          <Button size="small" onClick={show}>
            Show
          </Button>
          {editable && (
            <Button
              size="small"
              onClick={() => {
                const { content, apply } = documents.getState();
                apply(unpinOutputs(content.document, ids));
              }}
            >
              {ids.length === 1 ? 'Unpin' : 'Unpin all'}
            </Button>
          )}
        </>
      }
    >
      {ids.length === 1 ? '1 step uses pinned data. ' : `${ids.length} steps use pinned data. `}
      Runs of the active flow ignore it.
    </Banner>
  );
}

/** The pinned data of a step as JSON, to be edited; open while the view names the step. */
export function PinnedDialog() {
  const { view, documents } = useSession();
  const stepId = useView(({ editedPin }) => editedPin);
  const { document } = documents.getState().content;
  const records = stepId === undefined ? undefined : document.pinned?.[stepId];
  if (stepId === undefined || !records) return null;
  return (
    <PinnedForm
      key={stepId}
      name={document.steps.find(({ id }) => id === stepId)?.name ?? stepId}
      records={records}
      onClose={() => view.getState().set({ editedPin: undefined })}
      onSave={(edited) => {
        const { content, apply } = documents.getState();
        apply(pinOutput(content.document, stepId, edited));
        view.getState().set({ editedPin: undefined });
      }}
    />
  );
}

type FormProps = {
  name: string;
  records: NonNullable<ReturnType<typeof readRecordList>['value']>;
  onClose(): void;
  onSave(records: FormProps['records']): void;
};

function PinnedForm({ name, records, onClose, onSave }: FormProps) {
  const [text, setText] = useState(() => JSON.stringify(records, null, 2));
  const [visited, setVisited] = useState(false);
  const { value, complaint: wrong } = readRecordList(text);
  const tooMany = value && value.length > MOST_PINNED;
  const complaint = tooMany ? `At most ${formatNumber(MOST_PINNED)} records can be pinned.` : wrong;
  return (
    <Dialog
      open
      size="medium"
      title={`Pinned data of “${name}”`}
      onClose={onClose}
      onSubmit={() => {
        setVisited(true);
        if (value && !tooMany) onSave(value);
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Save
          </Button>
        </>
      }
    >
      <TextArea
        label="Records, as JSON"
        help={`${value ? formatCount(value.length, 'record') : 'A list of records'}, handed on in test runs in place of running the step.`}
        error={visited ? complaint : undefined}
        rows={16}
        spellCheck={false}
        value={text}
        onChange={setText}
        onBlur={() => setVisited(true)}
      />
    </Dialog>
  );
}
