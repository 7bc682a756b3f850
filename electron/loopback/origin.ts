/** Why a request is refused before anything else looks at it, or undefined when it isn't. */
export type Refusal = { status: 403 | 421; reason: string };

type Headers = { host?: string | undefined; origin?: string | undefined };

/**
 * S21: the Host must be exactly the address we listen on (DNS rebinding), and an Origin, where a browser sends one,
 * exactly our own. `originNeeded` refuses a missing Origin too, for whatever changes state or opens a socket.
 */
export function checkOrigin(headers: Headers, authority: string, originNeeded: boolean): Refusal | undefined {
  if (headers.host !== authority) return { status: 421, reason: 'This address isn’t served here.' };
  if (headers.origin === undefined) {
    return originNeeded ? { status: 403, reason: 'The request doesn’t say where it comes from.' } : undefined;
  }
  if (headers.origin !== `http://${authority}`) return { status: 403, reason: 'The request comes from another page.' };
  return undefined;
}
