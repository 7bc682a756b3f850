/** An exception that a method of a class did not catch: what went wrong in the words of Apex. */
export class ApexException extends Error {
  /** Such as `System.DmlException`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'ApexException';
    this.type = type;
  }
}

/** How the service tells of an exception nobody caught: its type, its words, and where it happened. */
export function describeException({ type, message }: ApexException, className: string, methodName: string): string {
  return `${type}: ${message}\n\nClass.${className}.${methodName}: line 1, column 1`;
}
