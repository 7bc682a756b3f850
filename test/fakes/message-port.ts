import { EventEmitter } from 'node:events';

/**
 * One end of a fake pair of Electron's MessagePorts: messages pass as structured clones, in order, a turn later, and
 * wait until the receiving end was started; closing either end closes both. Events as MessagePortMain has them.
 */
export class FakePort extends EventEmitter {
  peer: FakePort | undefined;
  private isStarted = false;
  private isClosed = false;
  private waiting: unknown[] = [];

  start(): void {
    this.isStarted = true;
    this.deliver();
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    const { peer } = this;
    if (this.isClosed || !peer || peer.isClosed) return;
    peer.waiting.push(copy);
    queueMicrotask(() => peer.deliver());
  }

  close(): void {
    for (const end of [this, this.peer]) {
      if (!end || end.isClosed) continue;
      end.isClosed = true;
      queueMicrotask(() => end.emit('close'));
    }
  }

  private deliver(): void {
    while (this.isStarted && !this.isClosed && this.waiting.length > 0) {
      this.emit('message', { data: this.waiting.shift(), ports: [] });
    }
  }
}

/** Two ends that are connected. */
export function createFakePortPair(): [FakePort, FakePort] {
  const ends: [FakePort, FakePort] = [new FakePort(), new FakePort()];
  [ends[0].peer, ends[1].peer] = [ends[1], ends[0]];
  return ends;
}
