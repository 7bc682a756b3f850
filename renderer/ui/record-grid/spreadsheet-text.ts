/**
 * The cells of what a spreadsheet puts on the clipboard: lines of cells with tabs between them. A cell in quotation marks
 * may hold tabs, line ends and doubled quotation marks. The line end behind the last line makes no row.
 */
export function readSpreadsheetText(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let at = 0;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  while (at < text.length) {
    const character = text.charAt(at);
    const closing = character === '"' && cell === '' ? findClosing(text, at) : -1;
    if (closing > at) {
      cell = text.slice(at + 1, closing).replaceAll('""', '"');
      at = closing + 1;
      continue;
    }
    if (character === '\t') endCell();
    else if (character === '\n' || character === '\r') {
      endCell();
      rows.push([]);
      if (character === '\r' && text[at + 1] === '\n') at += 1;
    } else cell += character;
    at += 1;
  }
  if (cell !== '' || rows.at(-1)?.length !== 0) endCell();
  return rows.filter((row) => row.length > 0);
}

/** Where the quotation mark stands that ends the cell, or -1 when the first one is a mere character. */
function findClosing(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] === '"') at += 1;
    else return /^([\t\r\n]|$)/.test(text.slice(at + 1, at + 2)) ? at : -1;
  }
  return -1;
}
