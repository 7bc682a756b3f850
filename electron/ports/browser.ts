/** The person's own browser, outside Millrace. */
export type Browser = {
  /**
   * Leads the person to `url` (https, or http on this computer). Resolves with false where it couldn't be opened, so
   * that the address is shown instead.
   */
  open(url: string): Promise<boolean>;
};
