/** What to tell the person in the browser about the answer that just came in. */
export type CallbackVerdict = 'approved' | 'refused' | 'ignored';

/** Where the browser brings the answer of an authorization. */
export type OpenCallback = {
  /** Stops listening; connections that are still open are ended within a second. Safe to call twice. */
  close(): Promise<void>;
};

/** Receives answers of authorizations on this computer (RFC 8252 §7.3). */
export type CallbackListener = {
  /**
   * Listens on 127.0.0.1 only, at this port and path; `receive` gets the query of each GET there and decides what the
   * page says. Nothing of it is logged. Throws CALLBACK_PORT_IN_USE when the port can't be had.
   */
  listen(
    address: { port: number; path: string },
    receive: (query: URLSearchParams) => CallbackVerdict,
  ): Promise<OpenCallback>;
};
