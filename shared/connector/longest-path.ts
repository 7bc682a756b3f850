/** Characters of a path, at most: what the systems that Millrace runs on take. */
export const LONGEST_PATH = 4_096;
