import type { Org } from '../org.ts';
import type { Change } from './custom-metadata.ts';
import type { Metadata } from './metadata.ts';

/** Where and by whom components are changed. */
export interface MetadataContext extends Change {
  readonly org: Org;
}

/** What describeMetadata tells about a type; members of other types (fields) have no entry of their own. */
export interface TypeDescription {
  readonly directoryName: string;
  readonly suffix: string;
  readonly childXmlNames: readonly string[];
}

/** One type of component. All methods throw MetadataError for what the org refuses. */
export interface MetadataType {
  /** Such as `CustomObject`. */
  readonly name: string;
  readonly description: TypeDescription | null;
  /** The full names of all components there are. */
  list(context: MetadataContext): readonly string[];
  /** The component as the API shows it; null when there is none of that name. */
  read(context: MetadataContext, fullName: string): Metadata | null;
  create(context: MetadataContext, metadata: Metadata): void;
  update(context: MetadataContext, metadata: Metadata): void;
  remove(context: MetadataContext, fullName: string): void;
  rename(context: MetadataContext, from: string, to: string): void;
}
