import { type EditorState, type Extension, Prec, type Range, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from '@codemirror/view';
import { pathOfExpression } from './paths.ts';

/** Gives the readable path of an expression’s path: “Get leads › Email”. */
export type LabelPath = (path: readonly (string | number)[]) => string[];

type Span = { from: number; to: number };

/** Shows one pill as code, to be edited; null shows all as pills again. */
const reveal = StateEffect.define<Span | null>({
  map: (span, changes) => span && { from: changes.mapPos(span.from), to: changes.mapPos(span.to) },
});

/** Builds the pills anew, after what they are called has changed. */
export const renamePills = StateEffect.define<null>();

const revealed = StateField.define<Span | null>({
  create: () => null,
  update(span, transaction) {
    let next = span && { from: transaction.changes.mapPos(span.from, -1), to: transaction.changes.mapPos(span.to, 1) };
    for (const effect of transaction.effects) if (effect.is(reveal)) next = effect.value;
    const { head } = transaction.state.selection.main;
    return next && head >= next.from && head <= next.to ? next : null;
  },
});

class PillWidget extends WidgetType {
  readonly code: string;
  readonly label: readonly string[] | undefined;

  constructor(code: string, label: readonly string[] | undefined) {
    super();
    this.code = code;
    this.label = label;
  }

  override eq(other: PillWidget): boolean {
    return other.code === this.code && other.label?.join('\n') === this.label?.join('\n');
  }

  override toDOM(): HTMLElement {
    const pill = document.createElement('span');
    pill.className = this.label ? 'value-pill' : 'value-pill value-pill-code';
    pill.textContent = this.label ? this.label.join(' › ') : this.code;
    pill.title = this.code;
    pill.setAttribute('role', 'img');
    pill.setAttribute('aria-label', this.label ? `mapped, ${this.label.join(', ')}` : `formula, ${this.code}`);
    return pill;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const template = /(?<!\\)\{\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}/g;

/** The `{{ }}` of a text with what is between them. */
export function findTemplates(text: string): (Span & { code: string })[] {
  return [...text.matchAll(template)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    code: (match[1] ?? '').trim(),
  }));
}

function buildPills(state: EditorState, labelPath: LabelPath): DecorationSet {
  const open = state.field(revealed);
  const ranges: Range<Decoration>[] = [];
  for (const { from, to, code } of findTemplates(state.doc.toString())) {
    if (code === '' || (open && open.from <= from && open.to >= to)) continue;
    const path = pathOfExpression(code);
    ranges.push(Decoration.replace({ widget: new PillWidget(code, path && labelPath(path)) }).range(from, to));
  }
  return Decoration.set(ranges);
}

function pillAt(state: EditorState, at: number, side: 'before' | 'after' | 'around'): Span | undefined {
  return findTemplates(state.doc.toString()).find(({ from, to }) =>
    side === 'before' ? to === at : side === 'after' ? from === at : from <= at && at <= to,
  );
}

/** Shows the pill around a position as code, with the cursor in it. */
export function revealPill(view: EditorView, at: number): boolean {
  const pill = pillAt(view.state, at, 'around');
  if (!pill) return false;
  view.dispatch({ selection: { anchor: Math.max(pill.from + 2, pill.to - 3) }, effects: reveal.of(pill) });
  return true;
}

/** Puts an empty formula at the cursor, shown as code. */
export function insertFormula(view: EditorView): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({
    changes: { from, to, insert: '{{  }}' },
    selection: { anchor: from + 3 },
    effects: reveal.of({ from, to: from + 6 }),
    userEvent: 'input.formula',
  });
}

/** Whether the cursor is in a formula that is shown as code. */
export function isInFormula(state: EditorState): boolean {
  return state.field(revealed, false) != null;
}

/**
 * Shows every `{{ path }}` as a pill that the cursor skips. Backspace or Delete next to one selects it first; a double
 * click, or Enter while it is selected, shows it as code until the cursor leaves.
 */
export function pills(labelPath: LabelPath): Extension {
  const field = StateField.define<DecorationSet>({
    create: (state) => buildPills(state, labelPath),
    update: (before, { state, docChanged, startState, effects }) =>
      docChanged ||
      state.field(revealed) !== startState.field(revealed) ||
      effects.some((effect) => effect.is(renamePills))
        ? buildPills(state, labelPath)
        : before,
    provide: (self) => [
      EditorView.decorations.from(self),
      EditorView.atomicRanges.of((view) => view.state.field(self, false) ?? Decoration.none),
    ],
  });
  const selectFirst = (side: 'before' | 'after') => (view: EditorView) => {
    const { main } = view.state.selection;
    const pill = main.empty && !isInFormula(view.state) ? pillAt(view.state, main.head, side) : undefined;
    if (!pill) return false;
    view.dispatch({ selection: { anchor: pill.from, head: pill.to } });
    return true;
  };
  const open = (view: EditorView) => {
    const { main } = view.state.selection;
    return !main.empty && !isInFormula(view.state) && revealPill(view, main.from);
  };
  return [
    revealed,
    field,
    Prec.high(
      keymap.of([
        { key: 'Backspace', run: selectFirst('before') },
        { key: 'Delete', run: selectFirst('after') },
        { key: 'Enter', run: open },
        { key: 'F2', run: open },
      ]),
    ),
    EditorView.domEventHandlers({
      dblclick: (event, view) => {
        if (!(event.target instanceof HTMLElement) || !event.target.closest('.value-pill')) return false;
        return revealPill(view, view.posAtDOM(event.target));
      },
      blur: (_, view) => {
        if (isInFormula(view.state)) view.dispatch({ effects: reveal.of(null) });
        return false;
      },
    }),
  ];
}
