import { type ErrorDescription, type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { FlowContent } from '../commands/edit.ts';

/** How long after the last change the flow is saved, in ms (ui.md §6.13). */
export const SAVE_AFTER_MS = 1000;

export type SaveState =
  | { kind: 'saved'; at: string | undefined }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: ErrorDescription }
  /** Another window saved since; nothing is written until the flow was loaded again. */
  | { kind: 'conflict' };

/** Saves one version of the content that was read at `revision`. */
export type SaveContent = (content: FlowContent, revision: number) => Promise<{ revision: number; savedAt: string }>;

/**
 * Saves an open flow 1 s after its last change, one save at a time, always the newest content. A save that fails is
 * tried again with the next change or by `flush`; a conflict stops saving for good.
 */
export class Autosave {
  readonly #save: SaveContent;
  readonly #content: () => FlowContent;
  readonly #onState: (state: SaveState) => void;
  #saved: FlowContent;
  #revision: number;
  #state: SaveState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;

  constructor(options: {
    save: SaveContent;
    content: () => FlowContent;
    onState: (state: SaveState) => void;
    revision: number;
    savedAt: string | undefined;
  }) {
    this.#save = options.save;
    this.#content = options.content;
    this.#onState = options.onState;
    this.#saved = options.content();
    this.#revision = options.revision;
    this.#state = { kind: 'saved', at: options.savedAt };
  }

  /** The revision that the store has, as far as this editor knows. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether everything is saved and nothing is on its way. */
  get isClean(): boolean {
    return this.#content() === this.#saved && this.#saving === undefined;
  }

  /** Call after every change of the content. */
  contentChanged(): void {
    if (this.#state.kind === 'conflict') return;
    clearTimeout(this.#timer);
    if (this.#content() === this.#saved) return;
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER_MS);
    if (this.#state.kind !== 'failed' && !this.#saving) this.#setState({ kind: 'waiting' });
  }

  /** Saves now what isn’t saved yet. Resolves true when the store has the present content. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#state.kind !== 'conflict' && (this.#saving || this.#content() !== this.#saved)) {
      this.#saving ??= this.#saveOnce().finally(() => {
        this.#saving = undefined;
      });
      await this.#saving;
      if (this.#state.kind === 'failed') return false;
    }
    return this.#content() === this.#saved;
  }

  /** The flow was loaded again: this content is what the store has. */
  reset(content: FlowContent, revision: number, savedAt: string | undefined): void {
    clearTimeout(this.#timer);
    this.#saved = content;
    this.#revision = revision;
    this.#setState({ kind: 'saved', at: savedAt });
  }

  async #saveOnce(): Promise<void> {
    const content = this.#content();
    this.#setState({ kind: 'saving' });
    try {
      const { revision, savedAt } = await this.#save(content, this.#revision);
      this.#revision = revision;
      this.#saved = content;
      this.#setState({ kind: 'saved', at: savedAt });
    } catch (thrown) {
      const error: MillraceError = toMillraceError(thrown);
      this.#setState(
        error.code === 'SAVE_CONFLICT' ? { kind: 'conflict' } : { kind: 'failed', error: error.describe() },
      );
    }
  }

  #setState(state: SaveState): void {
    this.#state = state;
    this.#onState(state);
  }
}
