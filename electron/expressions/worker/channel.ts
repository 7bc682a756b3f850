import type { EvaluatorReply } from '../../ports/evaluator.ts';

/** How this process talks with the one that started it. */
export type Channel = {
  send(reply: EvaluatorReply): void;
  receive(listener: (request: unknown) => void): void;
};

/** What Electron gives a utility process instead of Node's own way. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
};

/** The way to the starter: Electron's port in the desktop, Node's channel elsewhere. */
export function openChannel(): Channel {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      send: (reply) => parentPort.postMessage(reply),
      receive: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  // Held here, since the program takes the process from its global object.
  const send = process.send?.bind(process);
  const listen = process.on.bind(process);
  return {
    send: (reply) => void send?.(reply),
    receive: (listener) => void listen('message', listener),
  };
}
