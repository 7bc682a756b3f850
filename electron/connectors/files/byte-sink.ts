import type { FileWriter } from '../../ports/files.ts';

/** Characters that are gathered before they are written, so that small rows don't cost a call each. */
const gathered = 128 * 1024;

/** Text on its way into a file as UTF-8, in pieces worth writing. */
export class ByteSink {
  readonly writer: FileWriter;
  readonly #encoder = new TextEncoder();
  #text = '';

  constructor(writer: FileWriter) {
    this.writer = writer;
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= gathered) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#text === '') return;
    const bytes = this.#encoder.encode(this.#text);
    this.#text = '';
    await this.writer.write(bytes);
  }

  async commit(): Promise<void> {
    await this.flush();
    await this.writer.commit();
  }
}
