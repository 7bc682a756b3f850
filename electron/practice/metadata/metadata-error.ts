/** Why one component was not created, changed or deleted; the others of the call are not concerned. */
export class MetadataError extends Error {
  /** Such as `DUPLICATE_DEVELOPER_NAME`. */
  readonly code: string;
  /** The properties at fault. */
  readonly fields: readonly string[];

  constructor(code: string, message: string, fields: readonly string[] = []) {
    super(message);
    this.name = 'MetadataError';
    this.code = code;
    this.fields = fields;
  }
}

/** The refusal of a name that no component of the type has. */
export function noSuchComponent(type: string, fullName: string): MetadataError {
  return new MetadataError('INVALID_CROSS_REFERENCE_KEY', `no ${type} named ${fullName.slice(0, 200)} found`);
}
