import type { JsonObject } from '../../shared/json/json.ts';

/** A record that was split, and its place among all that its step received. */
export type SplitRecord = { record: JsonObject; place: number };

/** The records that a step has split, kept until those that came of them have been gathered. */
export type SplitRecords = {
  /**
   * Takes the next record that is split, which stood at this place among all that the step received, and gives its
   * number, counted from 0. Never waits.
   */
  add(record: JsonObject, place: number): number;
  /**
   * The records by their numbers, with their places, a page at a time, once nothing more is added; may be read several
   * times. Rejects with what kept them from being put outside memory (DISK_FULL, FILE_UNWRITABLE).
   */
  read(): AsyncIterable<SplitRecord[]>;
};

/** Where steps that split records and steps that gather what came of them meet; one for each run. */
export type Origins = {
  /** Asks that the records which the step with this id splits are kept. Called while steps are made ready. */
  keep(origin: string): SplitRecords;
  /** Where the step with this id puts what it splits; undefined where nobody asked. Called when a record has come. */
  find(origin: string): SplitRecords | undefined;
};
