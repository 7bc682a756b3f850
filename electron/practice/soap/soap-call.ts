import type { Org } from '../org.ts';
import type { Schema } from '../schema/schema.ts';
import type { Session } from '../sessions.ts';
import type { WriteContext } from '../store/records.ts';
import type { Envelope } from './envelope.ts';
import type { SoapApi } from './soap-api.ts';
import type { XmlElement } from './xml-element.ts';

/** One call of a SOAP service whose caller is known. */
export class SoapCall {
  readonly org: Org;
  readonly api: SoapApi;
  /** The version of the call: 64 for `/services/Soap/u/64.0`. */
  readonly version: number;
  readonly session: Session;
  /** The session id the caller sent. */
  readonly token: string;
  readonly #envelope: Envelope;

  constructor(parts: {
    org: Org;
    api: SoapApi;
    version: number;
    session: Session;
    token: string;
    envelope: Envelope;
  }) {
    this.org = parts.org;
    this.api = parts.api;
    this.version = parts.version;
    this.session = parts.session;
    this.token = parts.token;
    this.#envelope = parts.envelope;
  }

  /** The element of the call; its children are the arguments. */
  get body(): XmlElement {
    return this.#envelope.call;
  }

  /** A header such as `QueryOptions`; undefined when it was not sent. */
  header(name: string): XmlElement | undefined {
    return this.#envelope.header?.child(name);
  }

  /** Whether one failing record undoes the others: what `AllOrNoneHeader` says. */
  get allOrNone(): boolean {
    return this.header('AllOrNoneHeader')?.flagOf('allOrNone') ?? false;
  }

  /** What of the org the caller may see. */
  get schema(): Schema {
    return this.org.access.schemaFor(this.session.userId);
  }

  /** Who writes, and when. */
  get writer(): WriteContext {
    const client = this.header('CallOptions')?.textOf('client')?.trim().slice(0, 100);
    const origin = `com/salesforce/api/soap/${this.version}.0${client ? `;client=${client}` : ''}`;
    return { userId: this.session.userId, now: this.org.now(), schema: this.schema, origin };
  }

  /** The path of the REST API of the same version; record logic that is shared builds addresses from it. */
  get base(): string {
    return `/services/data/v${this.version}.0`;
  }
}

/** Answers a call with the XML inside its response element, or throws SoapFault or ApiError. Never waits. */
export type SoapOperation = (call: SoapCall) => string;

/** The calls of a service, by name. */
export type SoapOperations = ReadonlyMap<string, SoapOperation>;
