/** The formats as a form offers them. */
export const formatOptions = [
  { value: 'csv', label: 'CSV' },
  { value: 'tsv', label: 'Tab-separated' },
  { value: 'json', label: 'JSON' },
  { value: 'jsonl', label: 'JSON lines' },
  { value: 'xlsx', label: 'Excel workbook' },
  { value: 'xml', label: 'XML' },
];
