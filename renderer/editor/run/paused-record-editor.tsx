import { useState } from 'react';
import type { JsonObject } from '../../../shared/json/json.ts';
import { type GridContent, toGrid } from '../../ui/record-grid/grid-content.ts';
import { RecordGrid } from '../../ui/record-grid/record-grid.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import styles from './paused-panel.module.css';
import { readOneRecord } from './record-text.ts';

/** Lines of the record that are in view without scrolling; the canvas below keeps its room. */
const MOST_LINES = 10;

type View = 'table' | 'json';

const views: readonly { value: View; label: string }[] = [
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
];

type Props = { record: JsonObject; onChange(record: JsonObject | undefined): void };

/** One record to be edited, as a row of a table or as JSON; gives undefined while the JSON is no record. */
export function PausedRecordEditor({ record, onChange }: Props) {
  const [content, setContent] = useState(() => toGrid([record]));
  // The text under way while the record is edited as JSON.
  const [text, setText] = useState<string>();
  const complaint = text === undefined ? undefined : readOneRecord(text).complaint;

  const choose = (view: View) => {
    if (view === 'json') setText((present) => present ?? JSON.stringify(content.records[0] ?? {}, null, 2));
    else {
      const { value } = readOneRecord(text ?? '');
      if (!value) return;
      setContent(toGrid([value]));
      setText(undefined);
    }
  };
  const editCells = (next: GridContent) => {
    setContent(next);
    onChange(next.records[0] ?? {});
  };
  const editText = (next: string) => {
    setText(next);
    onChange(readOneRecord(next).value);
  };

  return (
    <div className={styles.record}>
      <Segmented
        label="Show as"
        value={text === undefined ? 'table' : 'json'}
        options={views}
        onChange={choose}
        hideLabel
      />
      {text === undefined ? (
        <RecordGrid label="The record" single content={content} onChange={editCells} />
      ) : (
        <TextArea
          code
          label="The record, as JSON"
          hideLabel
          rows={Math.min(MOST_LINES, text.split('\n').length)}
          spellCheck={false}
          error={complaint}
          value={text}
          onChange={editText}
        />
      )}
    </div>
  );
}
