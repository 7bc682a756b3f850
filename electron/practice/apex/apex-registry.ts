import type { OrgArea } from '../areas.ts';
import { savedObject } from '../oauth/saved.ts';
import type { ApexMethod, ApexVerb } from './apex-method.ts';
import type { Responder } from './responder.ts';
import { runResponder } from './run-responder.ts';
import { standardEndpoints } from './standard-endpoints.ts';
import { parametersOf } from './template.ts';

/** Where an Apex REST method is found. */
export interface EndpointPlace {
  /** Such as `/Orders/*`; without the star, this path alone. */
  readonly urlMapping: string;
  readonly verb: ApexVerb;
}

/** Where an Apex SOAP method is found. */
export interface ClassPlace {
  readonly class: string;
  readonly method: string;
}

/** A method that is there, and where. */
export type ApexEntry<Place> = Place & {
  readonly run: ApexMethod;
  /** What it does, where that is written down; null for a method of the program that runs the org. */
  readonly respond: Responder | null;
  /** The names of its parameters; null when it takes any. */
  readonly parameters: ReadonlySet<string> | null;
};

/** Methods of Apex REST classes for one path: one for each verb they answer. */
export interface EndpointMatch {
  readonly methods: ReadonlyMap<ApexVerb, ApexEntry<EndpointPlace>>;
  /** The class, as exceptions name it. */
  readonly className: string;
  /** The path behind the mapping, not decoded. */
  readonly rest: string;
}

interface Saved {
  readonly endpoints: readonly (EndpointPlace & { readonly respond: Responder })[];
  readonly classes: readonly (ClassPlace & { readonly respond: Responder })[];
}

function declared<Place>(place: Place, respond: Responder): ApexEntry<Place> {
  return {
    ...place,
    respond,
    parameters: parametersOf(respond),
    run: (invocation) => runResponder(invocation, respond),
  };
}

function withoutStar(urlMapping: string): string {
  return urlMapping.endsWith('/*') ? urlMapping.slice(0, -2) : urlMapping;
}

/** The Apex classes of an org that can be called from outside. */
export class ApexRegistry implements OrgArea {
  readonly name = 'apex';
  readonly #changed: () => void;
  readonly #endpoints = new Map<string, Map<ApexVerb, ApexEntry<EndpointPlace>>>();
  readonly #classes = new Map<string, Map<string, ApexEntry<ClassPlace>>>();

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
    this.#start();
  }

  #putEndpoint(entry: ApexEntry<EndpointPlace>): void {
    const methods = this.#endpoints.get(entry.urlMapping) ?? new Map<ApexVerb, ApexEntry<EndpointPlace>>();
    methods.set(entry.verb, entry);
    this.#endpoints.set(entry.urlMapping, methods);
  }

  #putClass(entry: ApexEntry<ClassPlace>): void {
    const methods = this.#classes.get(entry.class.toLowerCase()) ?? new Map<string, ApexEntry<ClassPlace>>();
    methods.set(entry.method, entry);
    this.#classes.set(entry.class.toLowerCase(), methods);
  }

  /** Adds a REST method, or replaces the one of that place. */
  declareEndpoint(place: EndpointPlace, respond: Responder): void {
    this.#putEndpoint(declared({ urlMapping: place.urlMapping, verb: place.verb }, respond));
    this.#changed();
  }

  /** Adds a SOAP method, or replaces the one of that place. */
  declareClass(place: ClassPlace, respond: Responder): void {
    this.#putClass(declared({ class: place.class, method: place.method }, respond));
    this.#changed();
  }

  /** Adds a REST method of the program that runs the org; it lasts until the next reset. */
  handleEndpoint(place: EndpointPlace, run: ApexMethod): void {
    this.#putEndpoint({ urlMapping: place.urlMapping, verb: place.verb, run, respond: null, parameters: null });
  }

  /** Adds a SOAP method of the program that runs the org; it lasts until the next reset. */
  handleClass(place: ClassPlace, run: ApexMethod): void {
    this.#putClass({ class: place.class, method: place.method, run, respond: null, parameters: null });
  }

  /** Takes a REST method away; false when there is none. */
  removeEndpoint({ urlMapping, verb }: EndpointPlace): boolean {
    const methods = this.#endpoints.get(urlMapping);
    const removed = methods?.delete(verb) ?? false;
    if (methods?.size === 0) this.#endpoints.delete(urlMapping);
    if (removed) this.#changed();
    return removed;
  }

  /** Takes a SOAP method away; false when there is none. */
  removeClass(place: ClassPlace): boolean {
    const key = place.class.toLowerCase();
    const methods = this.#classes.get(key);
    const removed = methods?.delete(place.method) ?? false;
    if (methods?.size === 0) this.#classes.delete(key);
    if (removed) this.#changed();
    return removed;
  }

  /** All REST methods. */
  get endpoints(): readonly ApexEntry<EndpointPlace>[] {
    return [...this.#endpoints.values()].flatMap((methods) => [...methods.values()]);
  }

  /** All SOAP methods. */
  get classes(): readonly ApexEntry<ClassPlace>[] {
    return [...this.#classes.values()].flatMap((methods) => [...methods.values()]);
  }

  /** The methods that answer a path under `/services/apexrest`: of several mappings, the longest; case counts. */
  findEndpoint(path: string): EndpointMatch | null {
    let best: { readonly urlMapping: string; readonly rest: string } | null = null;
    for (const urlMapping of this.#endpoints.keys()) {
      const prefix = withoutStar(urlMapping);
      const isExact = path === prefix || path === `${prefix}/`;
      const isUnder = urlMapping.endsWith('/*') && path.startsWith(`${prefix}/`);
      if (!isExact && !isUnder) continue;
      if (!best || urlMapping.length > best.urlMapping.length)
        best = { urlMapping, rest: path.slice(prefix.length + 1) };
    }
    const methods = best && this.#endpoints.get(best.urlMapping);
    if (!best || !methods) return null;
    const className =
      withoutStar(best.urlMapping)
        .split('/')
        .findLast((part) => part !== '') ?? 'Apex';
    return { methods, className, rest: best.rest };
  }

  /** The methods of a class, by name; undefined when there is no class of that name (in any case). */
  findClass(name: string): ReadonlyMap<string, ApexEntry<ClassPlace>> | undefined {
    return this.#classes.get(name.toLowerCase());
  }

  #start(): void {
    this.#endpoints.clear();
    this.#classes.clear();
    for (const { respond, ...place } of standardEndpoints) this.#putEndpoint(declared(place, respond));
  }

  /** Becomes what it is in a new org. */
  reset(): void {
    this.#start();
    this.#changed();
  }

  /** The methods that are written down; those of a program cannot be kept. */
  save(): Saved {
    return {
      endpoints: this.endpoints.flatMap(({ urlMapping, verb, respond }) =>
        respond ? [{ urlMapping, verb, respond }] : [],
      ),
      classes: this.classes.flatMap(({ respond, ...place }) =>
        respond ? [{ class: place.class, method: place.method, respond }] : [],
      ),
    };
  }

  /** Takes up what `save` gave. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    const state = savedObject(saved, 'Apex classes') as unknown as Saved;
    this.#endpoints.clear();
    this.#classes.clear();
    for (const { respond, ...place } of state.endpoints) this.#putEndpoint(declared(place, respond));
    for (const { respond, ...place } of state.classes) this.#putClass(declared(place, respond));
  }
}
