import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { type Markup, renderTable } from './shell.ts';

const count = new Intl.NumberFormat('en-US');
const shownRecords = 50;

/** All objects with the number of their records. */
export function renderObjects(org: Org): Markup {
  const rows = org.store.schema.objects.map((object) => {
    const table = org.store.table(object);
    return html`<tr><th scope="row"><a href="/objects/${encodeURIComponent(object.name)}">${object.name}</a></th>
<td>${object.label}</td><td class="number">${count.format(table.size)}</td><td class="number">${count.format(table.deletedSize)}</td>
<td>${object.custom ? html`<span class="tag">custom</span>` : 'standard'}</td></tr>`;
  });
  const number = (text: string) => html`<th scope="col" class="number">${text}</th>`;
  return html`<h1>Objects</h1>
<p class="lead">Every object of the org. Open one for its records and fields.</p>
${renderTable('All objects', ['Name', 'Label', number('Records'), number('In the recycle bin'), 'Kind'], rows)}`;
}

function renderValue(row: Row, { name, type }: FieldDefinition): Markup {
  const value = row[name] ?? null;
  if (value === null) return html`<td class="none"><span class="unseen">empty</span></td>`;
  if (typeof value === 'number') return html`<td class="number">${String(value)}</td>`;
  if (type === 'id' || type === 'reference') return html`<td><code>${String(value)}</code></td>`;
  const text = String(value);
  return html`<td class="long"${text.length > 30 ? html` title="${text}"` : ''}>${text}</td>`;
}

function firstRows(rows: Iterable<Row>): Row[] {
  const first: Row[] = [];
  for (const row of rows) {
    if (first.length === shownRecords) break;
    first.push(row);
  }
  return first;
}

/** The fields as a reader wants them: the id, what the record is called, then the rest. */
function inReadingOrder(object: SchemaObject): readonly FieldDefinition[] {
  const isFirst = (field: FieldDefinition) => field.name === 'Id' || field.name === object.nameField?.name;
  return [...object.fields.filter(isFirst), ...object.fields.filter((field) => !isFirst(field))];
}

function renderField(field: FieldDefinition): Markup {
  const size =
    field.precision > 0 ? `${field.precision}, ${field.scale}` : field.length > 0 ? String(field.length) : '';
  const traits = [
    !field.nillable && field.createable && field.defaultValue === undefined && !field.defaultedOnCreate
      ? 'required'
      : '',
    !field.createable && !field.updateable ? 'read only' : '',
    field.reference ? `to ${field.reference.to}` : '',
    field.picklist ? `${field.picklist.values.length} values` : '',
  ].filter((trait) => trait !== '');
  return html`<tr><th scope="row"><code>${field.name}</code></th><td>${field.label}</td><td>${field.type}</td>
<td class="number">${size}</td><td>${traits.join(', ')}</td></tr>`;
}

/** One object: its first 50 records with all their fields, and its schema. */
export function renderObject(org: Org, object: SchemaObject): Markup {
  const table = org.store.table(object);
  const fields = inReadingOrder(object);
  const rows = firstRows(table.rows());
  const shown =
    table.size > rows.length
      ? `The first ${rows.length} of ${count.format(table.size)} records.`
      : `All ${rows.length} records.`;
  const number = (text: string) => html`<th scope="col" class="number">${text}</th>`;
  return html`<p class="crumbs"><a href="/objects">Objects</a></p>
<h1>${object.label} <code class="name">${object.name}</code></h1>
<section aria-labelledby="records-title"><h2 id="records-title">Records</h2>
${
  rows.length === 0
    ? html`<p class="empty">No records. What is created through any API appears here.</p>`
    : html`<p>${shown}</p>${renderTable(
        `Records of ${object.name}`,
        fields.map(({ name }) => name),
        rows.map((row) => html`<tr>${fields.map((field) => renderValue(row, field))}</tr>`),
      )}`
}</section>
<section aria-labelledby="schema-title"><h2 id="schema-title">Schema</h2>
<p>${object.fields.length} fields. Ids begin with <code>${object.keyPrefix}</code>.</p>
${renderTable(
  `Fields of ${object.name}`,
  ['Name', 'Label', 'Type', number('Length'), ''].map((name) =>
    name === '' ? html`<th scope="col">Notes</th>` : name,
  ),
  fields.map(renderField),
)}</section>`;
}
