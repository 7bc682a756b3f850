import { connect } from 'node:net';

/**
 * Sends bytes as they are, in the pieces given, and resolves with what came back once the connection ended or
 * `patienceMs` passed without a byte; an answer that keeps its connection open counts too.
 */
export function sendRaw(url: string, pieces: readonly (string | Buffer)[], patienceMs = 500): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    // A connection that the org breaks off is an answer too.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(text));
  });
}
