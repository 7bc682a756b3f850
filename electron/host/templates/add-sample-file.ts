import type { Files } from '../../ports/files.ts';

/** Puts a text into the files that flows read, unless something of that name is there: that stays as it is. */
export async function addSampleFile(files: Files, name: string, text: string): Promise<void> {
  if ((await files.describe(name)) !== undefined) return;
  const writer = await files.create(name, 'fail-if-exists');
  await writer.write(new TextEncoder().encode(text));
  await writer.commit();
}
