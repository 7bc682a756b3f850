/** The icon of the page in the browser's tab. */
export const pageIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><rect width="44" height="44" rx="12" fill="#0b5cad"/><path d="M13 31V19l9-6 9 6v12M19 31v-7h6v7" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>
`;
