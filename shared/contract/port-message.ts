/** What the preload script posts to the page together with one MessagePort of the host; it carries no data. */
export const PORT_MESSAGE = 'millrace:port';
