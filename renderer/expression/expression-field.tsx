import {
  autocompletion,
  closeBrackets,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import './expression-field.css';
import { completionSource, type FieldOption } from './completions.ts';
import { insertFormula, isInFormula, type LabelPath, pills, renamePills } from './pills.ts';

/** Media type of a field dragged onto an expression field; its data is the expression. */
export const FIELD_DRAG = 'application/x-millrace-field';

/** Inserts an expression at the cursor of a field, as a pill where the field has pills. */
export type InsertExpression = (expression: string) => void;

export type ExpressionFieldProps = {
  value: string;
  onChange(value: string): void;
  /** `template` is text with pills; `expression` is a bare expression. */
  mode: 'template' | 'expression';
  multiline?: boolean;
  label: string;
  required?: boolean;
  /** What assistive technology reads after the name: help, error, result. */
  description?: string;
  invalid?: boolean;
  placeholder?: string;
  /** Where the text is wrong. */
  errorAt?: { from: number; to: number } | undefined;
  fields: readonly FieldOption[];
  labelPath: LabelPath;
  /** Called when the field gets focus, with the way to insert into it. */
  onFocus?(insert: InsertExpression): void;
  onBlur?(): void;
};

/** A field for text with values in it, or for a formula, in one line or several. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { value, mode, multiline = false, label, required, description, invalid, placeholder, errorAt } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  const attributes = useRef(new Compartment());
  const marks = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!parent.current) return;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          attributes.current.of([]),
          marks.current.of([]),
          placeholder ? placeholderOf(placeholder) : [],
          behaviour(mode, multiline, () => latest.current),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, [mode, multiline, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const content: Record<string, string> = {
      'aria-label': label,
      'aria-multiline': String(multiline),
      spellcheck: 'false',
    };
    if (required) content['aria-required'] = 'true';
    if (invalid) content['aria-invalid'] = 'true';
    if (description) content['aria-description'] = description;
    view.current?.dispatch({ effects: attributes.current.reconfigure(EditorView.contentAttributes.of(content)) });
  }, [label, required, invalid, description, multiline]);

  const { labelPath } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pills ask for their labels again when those change
  useEffect(() => {
    view.current?.dispatch({ effects: renamePills.of(null) });
  }, [labelPath]);

  const from = errorAt?.from;
  const to = errorAt?.to;
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const end = Math.min(to ?? 0, editor.state.doc.length);
    const mark = from === undefined || from >= end ? [] : markRange(from, end);
    editor.dispatch({ effects: marks.current.reconfigure(mark) });
  }, [from, to]);

  return (
    <div
      ref={parent}
      className="expression-field"
      data-mode={mode}
      data-multiline={multiline || undefined}
      data-invalid={invalid || undefined}
    />
  );
}

function markRange(from: number, to: number): Extension {
  return EditorView.decorations.of(Decoration.set([Decoration.mark({ class: 'expression-error' }).range(from, to)]));
}

function behaviour(mode: 'template' | 'expression', multiline: boolean, props: () => ExpressionFieldProps): Extension {
  const labelPath: LabelPath = (path) => props().labelPath(path);
  const showFields = (editor: EditorView) => startCompletion(editor);
  return [
    mode === 'template' ? pills(labelPath) : [],
    autocompletion({
      override: [completionSource(mode, () => props().fields)],
      icons: false,
      activateOnTyping: true,
      defaultKeymap: false,
      maxRenderedOptions: 60,
    }),
    closeBrackets(),
    history(),
    Prec.highest(keymap.of([{ key: 'Alt-ArrowDown', run: showFields }])),
    keymap.of([
      {
        key: '=',
        run: (editor) => {
          if (mode !== 'template' || editor.state.doc.length > 0) return false;
          insertFormula(editor);
          return startCompletion(editor) || true;
        },
      },
      // A list that isn't shown yet takes no Escape: that key leaves the field.
      { key: 'Escape', run: (editor) => completionStatus(editor.state) === 'active' && closeCompletion(editor) },
      ...completionKeymap.filter(({ key }) => key !== 'Escape'),
      ...(multiline ? [] : [{ key: 'Enter', run: () => true }]),
      ...historyKeymap,
      ...standardKeymap,
    ]),
    multiline ? EditorView.lineWrapping : oneLine,
    EditorView.updateListener.of((update) => {
      if (update.docChanged && update.state.doc.toString() !== props().value)
        props().onChange(update.state.doc.toString());
    }),
    EditorView.domEventHandlers({
      focus: (_, editor) => {
        props().onFocus?.((expression) => insertInto(editor, mode, expression));
        return false;
      },
      blur: () => {
        props().onBlur?.();
        return false;
      },
      dragover: (event) => {
        if (!event.dataTransfer?.types.includes(FIELD_DRAG)) return false;
        event.preventDefault();
        return true;
      },
      drop: (event, editor) => {
        const expression = event.dataTransfer?.getData(FIELD_DRAG);
        if (!expression) return false;
        event.preventDefault();
        insertInto(editor, mode, expression);
        return true;
      },
    }),
  ];
}

const oneLine = EditorState.transactionFilter.of((transaction) =>
  transaction.newDoc.lines > 1
    ? [
        transaction,
        {
          changes: {
            from: 0,
            to: transaction.newDoc.length,
            insert: transaction.newDoc.toString().replace(/\s*\n\s*/g, ' '),
          },
          sequential: true,
        },
      ]
    : transaction,
);

/** Puts an expression where the cursor is: bare in a formula, as a pill in a template. */
function insertInto(editor: EditorView, mode: 'template' | 'expression', expression: string): void {
  const bare = mode === 'expression' || isInFormula(editor.state);
  const insert = bare ? expression : `{{ ${expression} }}`;
  const { from, to } = editor.state.selection.main;
  editor.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.map',
  });
  editor.focus();
}
