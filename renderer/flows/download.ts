/** Hands a text to the browser (or the desktop's save dialog) as a file. */
export function downloadText(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download reads the blob after this task; freeing it at once would lose it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
