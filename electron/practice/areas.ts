/** A part of the org that has state besides records. */
export interface OrgArea {
  /** Names the state where it is kept; one word, unique within the org. */
  readonly name: string;
  /** True for the area that brings the schema back: the others and the records build on it. */
  readonly loadsFirst?: boolean;
  /** Becomes what it is in a new org. */
  reset(): void;
  /** The state as plain JSON data. */
  save(): unknown;
  /** Takes up what `save` gave. Throws when the data does not fit. */
  load(saved: unknown): void;
}

/** The parts of an org, reset and kept together. */
export class Areas {
  readonly #areas = new Map<string, OrgArea>();
  #changed: (name: string) => void = () => {};

  /** Adds a part. */
  add(area: OrgArea): void {
    this.#areas.set(area.name, area);
  }

  /** All parts, in the order they were added. */
  list(): readonly OrgArea[] {
    return [...this.#areas.values()];
  }

  /** All parts, those that others build on first. */
  inLoadingOrder(): readonly OrgArea[] {
    return this.list().toSorted((left, right) => Number(right.loadsFirst ?? false) - Number(left.loadsFirst ?? false));
  }

  /** Resets every part. */
  reset(): void {
    for (const area of this.#areas.values()) area.reset();
  }

  /** Every area calls this with its name when its state changed, so that it can be kept. Cheap. */
  changed(name: string): void {
    this.#changed(name);
  }

  /** Says whom to tell about changes. */
  onChanged(listener: (name: string) => void): void {
    this.#changed = listener;
  }
}
