import { useState } from 'react';
import type { JsonObject } from '../../../shared/json/json.ts';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { pinOutput } from '../../commands/pin-output.ts';
import { formatCount, formatNumber } from '../../format/count.ts';
import { useSession, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { toGrid } from '../../ui/record-grid/grid-content.ts';
import { RecordGrid } from '../../ui/record-grid/record-grid.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { MOST_PINNED } from './pin-step.ts';
import styles from './pinned-dialog.module.css';
import { type ReadText, readRecordList } from './record-text.ts';

/** The pinned data of a step, to be edited as a table or as JSON; open while the view names the step. */
export function PinnedDialog() {
  const session = useSession();
  const { view, documents } = session;
  const stepId = useView(({ editedPin }) => editedPin);
  const { document } = documents.getState().content;
  const records = stepId === undefined ? undefined : document.pinned?.[stepId];
  if (stepId === undefined || !records) return null;
  // What opened it was an item of a menu, which is gone by now.
  const close = () => {
    view.getState().set({ editedPin: undefined });
    focusStep(session, stepId);
  };
  return (
    <PinnedForm
      key={stepId}
      name={document.steps.find(({ id }) => id === stepId)?.name ?? stepId}
      records={records}
      onClose={close}
      onSave={(edited) => {
        const { content, apply } = documents.getState();
        apply(pinOutput(content.document, stepId, edited));
        close();
      }}
    />
  );
}

type FormProps = {
  name: string;
  records: readonly JsonObject[];
  onClose(): void;
  onSave(records: readonly JsonObject[]): void;
};

/** `json` is the text under way while the records are edited so. */
type View = 'table' | 'json';

const views: readonly { value: View; label: string }[] = [
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
];

function PinnedForm({ name, records, onClose, onSave }: FormProps) {
  const [content, setContent] = useState(() => toGrid(records));
  const [text, setText] = useState<string>();
  const [tried, setTried] = useState(false);
  const read: ReadText<readonly JsonObject[]> = text === undefined ? { value: content.records } : readRecordList(text);
  const tooMany = read.value && read.value.length > MOST_PINNED;
  const complaint = tooMany ? `At most ${formatNumber(MOST_PINNED)} records can be pinned.` : read.complaint;
  const choose = (view: View) => {
    if (view === 'json') setText((present) => present ?? JSON.stringify(content.records, null, 2));
    else if (read.complaint !== undefined || !read.value) setTried(true);
    else {
      setContent(toGrid(read.value));
      setText(undefined);
      setTried(false);
    }
  };
  const count = `${read.value ? formatCount(read.value.length, 'record') : 'A list of records'}, handed on in test runs in place of running the step.`;
  return (
    <Dialog
      open
      size="large"
      title={`Pinned data of “${name}”`}
      onClose={onClose}
      onSubmit={() => {
        setTried(true);
        if (read.value && !tooMany) onSave(read.value);
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
      <Segmented label="Show as" value={text === undefined ? 'table' : 'json'} options={views} onChange={choose} />
      {text === undefined ? (
        <>
          <RecordGrid label={`pinned data of ${name}`} content={content} onChange={setContent} />
          <p className={complaint === undefined ? styles.count : styles.wrong} role={complaint ? 'alert' : undefined}>
            {complaint ?? count}
          </p>
        </>
      ) : (
        <TextArea
          code
          label="Records, as JSON"
          help={count}
          error={tried ? complaint : undefined}
          rows={18}
          spellCheck={false}
          value={text}
          onChange={setText}
          onBlur={() => setTried(true)}
        />
      )}
    </Dialog>
  );
}
