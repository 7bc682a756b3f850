/**
 * Closes one part after the other, each whatever became of those before it: what can't be written any more, as on a full
 * disk, is no reason to leave the rest as it is. Rejects with the first failure once all have been closed.
 */
export async function closeAll(parts: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of parts) {
    try {
      await close();
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
}
