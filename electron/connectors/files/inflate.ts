/**
 * Unpacks bytes that were packed with DEFLATE (RFC 1951), as the pieces are asked for: what isn't asked for isn't unpacked.
 * @throws what the chunks throw, or a TypeError for bytes that aren't such.
 */
export async function* inflate(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let failure: { error: unknown } | undefined;
  let stopped = false;
  const feeding = (async () => {
    try {
      for await (const chunk of chunks) {
        await writer.ready;
        if (stopped) return;
        await writer.write(chunk);
      }
      await writer.close();
    } catch (error) {
      failure ??= { error };
      // The reader hears of it this way; that the stream may have failed by itself already changes nothing.
      await writer.abort(error).catch(() => undefined);
    }
  })();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
    await feeding;
    if (failure) throw failure.error;
  } catch (error) {
    throw failure ? failure.error : error;
  } finally {
    stopped = true;
    // Both only end what nobody waits for any more; a stream that has failed or ended rejects, and that was told above.
    await reader.cancel().catch(() => undefined);
    await feeding;
  }
}
