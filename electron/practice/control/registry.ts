import type { Settings } from './settings.ts';

/** The methods a control can answer: show, do, undo. */
export type ControlMethod = 'GET' | 'POST' | 'DELETE';

/** One input of a control on the org's page. */
export interface ControlField {
  /** The setting it fills; a point leads into an object: `drip.bytes` is `{"drip":{"bytes":…}}`. */
  readonly name: string;
  readonly label: string;
  readonly kind: 'number' | 'text' | 'choice' | 'flag';
  /** What stands in it at first. */
  readonly initial?: string;
  /** The choices of a `choice`, looked up each time it is shown; a pair has a value and a label for people. */
  readonly choices?: () => readonly (string | readonly [value: string, label: string])[];
  /** Whether it may stay empty; the setting is then not sent. */
  readonly optional?: boolean;
  /** Whether it is folded away at first, since what stands in it is mostly right. */
  readonly detail?: boolean;
}

/** How the page offers a control: a form with a button that sends its fields and `fixed` by POST. */
export interface ControlForm {
  /** The heading it is under. */
  readonly group: 'Sign-in' | 'Limits and time' | 'Answers' | 'Records' | 'Streaming' | 'Org';
  readonly title: string;
  /** One sentence: what happens to a client. */
  readonly explanation: string;
  readonly button: string;
  readonly fields: readonly ControlField[];
  readonly fixed?: Settings;
  /** A question asked before it is done; for what cannot be undone. */
  readonly question?: string;
}

/** Something a control has set that is in force now. */
export interface InForce {
  readonly text: string;
  /** The settings of the DELETE call that ends it. */
  readonly off: Settings;
}

/** One control: a name under the control path, what it does by method, and how the page offers it. */
export interface Control {
  readonly name: string;
  /** For people who read the list of controls: what each method does and takes. */
  readonly description: string;
  /** Each returns what is answered as JSON, or a whole Response; throws ApiError. */
  readonly on: Partial<Record<ControlMethod, (settings: Settings) => unknown>>;
  readonly forms?: readonly ControlForm[];
  /** What it has set that is in force now; each entry can be ended by DELETE. */
  readonly inForce?: () => readonly InForce[];
}

/** The controls of one org. Each area of the org registers its own. */
export class Controls {
  readonly #byName = new Map<string, Control>();

  /** Adds a control. Throws for a name that is taken, which is a mistake in the wiring. */
  register(control: Control): void {
    if (this.#byName.has(control.name)) throw new Error(`There are two controls named ${control.name}.`);
    this.#byName.set(control.name, control);
  }

  /** The control of that name. */
  find(name: string): Control | undefined {
    return this.#byName.get(name);
  }

  /** All controls, in the order they were registered. */
  list(): readonly Control[] {
    return [...this.#byName.values()];
  }
}
