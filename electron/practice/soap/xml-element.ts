/** One element of a document that was read: names without prefixes, text as it was written. */
export class XmlElement {
  /** The name without its prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** All text directly in the element, joined; white space is kept. */
  readonly text: string;
  readonly #attributes: ReadonlyMap<string, string>;

  constructor(
    name: string,
    children: readonly XmlElement[],
    text: string,
    attributes: ReadonlyMap<string, string> = new Map(),
  ) {
    this.name = name;
    this.children = children;
    this.text = text;
    this.#attributes = attributes;
  }

  /** The value of an attribute, by its name without prefix; declarations of namespaces are none. */
  attribute(name: string): string | undefined {
    return this.#attributes.get(name);
  }

  /** Whether `xsi:nil` says the element stands for no value. */
  get isNil(): boolean {
    const nil = this.#attributes.get('nil');
    return nil === 'true' || nil === '1';
  }

  /** The `xsi:type` without its prefix; undefined when the element has none. */
  get type(): string | undefined {
    const type = this.#attributes.get('type');
    return type?.slice(type.indexOf(':') + 1);
  }

  /** The first child of that name. */
  child(name: string): XmlElement | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** All children of that name, in their order. */
  all(name: string): readonly XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The text of a child; null when there is none of that name or it is nil. */
  textOf(name: string): string | null {
    const child = this.child(name);
    return child && !child.isNil ? child.text : null;
  }

  /** The texts of all children of that name that are not nil. */
  textsOf(name: string): readonly string[] {
    return this.all(name).flatMap((child) => (child.isNil ? [] : [child.text]));
  }

  /** Whether a child says `true` or `1`. */
  flagOf(name: string): boolean {
    const text = this.textOf(name)?.trim();
    return text === 'true' || text === '1';
  }
}
