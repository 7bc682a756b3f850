/**
 * How a gathered record of which nothing came names what it came of: the place among what the splitting step received,
 * as a number below 0, since it is no place among what the gathering step received. The same turns it back.
 */
export function splitPlace(place: number): number {
  return -1 - place;
}
