const number = new Intl.NumberFormat('en-US');

/** A number with thousands set apart: “1,240”. */
export function formatNumber(count: number): string {
  return number.format(count);
}

/** A counted thing: “1 flow”, “3 flows”, “1,240 runs”. `many` is given where the plural isn't `one` + “s”. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}
