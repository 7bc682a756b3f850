import { html } from 'hono/html';
import type { Control, ControlField, ControlForm } from '../control/registry.ts';
import { refuse, type Settings } from '../control/settings.ts';
import type { Markup } from './shell.ts';

function renderField(field: ControlField, id: string): Markup {
  const initial = field.initial ?? '';
  const required = field.optional || field.kind === 'flag' ? '' : html` required`;
  switch (field.kind) {
    case 'flag':
      return html`<label class="check" for="${id}"><input type="checkbox" id="${id}" name="${field.name}" value="true"${initial === 'true' ? html` checked` : ''}>${field.label}</label>`;
    case 'choice': {
      const options = (field.choices?.() ?? []).map((choice) => {
        const [value, label] = typeof choice === 'string' ? [choice, choice] : choice;
        return html`<option value="${value}"${value === initial ? html` selected` : ''}>${label}</option>`;
      });
      return html`<label for="${id}">${field.label}<select id="${id}" name="${field.name}"${required}>${options}</select></label>`;
    }
    case 'number':
      return html`<label for="${id}">${field.label}<input id="${id}" name="${field.name}" inputmode="numeric" pattern="-?[0-9]{1,15}" title="A whole number" size="8" value="${initial}" autocomplete="off"${required}></label>`;
    case 'text':
      return html`<label for="${id}" class="grow">${field.label}<input id="${id}" name="${field.name}" value="${initial}" maxlength="4000" autocomplete="off" spellcheck="false"${required}></label>`;
  }
}

/** One form of a control. */
export function renderControlForm(control: Control, form: ControlForm, index: number): Markup {
  const id = (field: ControlField) => `${control.name}-${index}-${field.name}`;
  const plain = form.fields.filter((field) => !field.detail);
  const details = form.fields.filter((field) => field.detail);
  const title = `${control.name}-${index}-title`;
  return html`<form method="post" action="/page/controls/${control.name}" class="card" data-control aria-labelledby="${title}">
<h3 id="${title}">${form.title}</h3>
<p>${form.explanation}</p>
<input type="hidden" name="form" value="${index}">
<div class="row">${plain.map((field) => renderField(field, id(field)))}
${form.question === undefined ? '' : html`<label class="check" for="${title}-sure"><input type="checkbox" id="${title}-sure" name="sure" value="true" required>${form.question}</label>`}
<button${form.question === undefined ? '' : html` class="danger"`}>${form.button}</button></div>
${details.length === 0 ? '' : html`<details><summary>Which ones exactly</summary><div class="row">${details.map((field) => renderField(field, id(field)))}</div></details>`}
</form>`;
}

function put(settings: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    settings[first] = value;
    return;
  }
  // A copy, since it may come from the form's own fixed settings.
  const inner = { ...(settings[first] as Record<string, unknown> | undefined) };
  settings[first] = inner;
  put(inner, rest.join('.'), value);
}

/** The settings a filled-in form stands for. Throws ApiError 400 for text where a number belongs. */
export function readControlForm(form: ControlForm, sent: URLSearchParams): Settings {
  if (form.question !== undefined && sent.get('sure') !== 'true') throw refuse('Tick the box to confirm first.');
  const settings: Record<string, unknown> = { ...form.fixed };
  for (const field of form.fields) {
    const text = sent.get(field.name)?.trim() ?? '';
    if (field.kind === 'flag') put(settings, field.name, text === 'true');
    else if (text === '' && field.optional) continue;
    else if (field.kind !== 'number') put(settings, field.name, text);
    else if (/^-?\d{1,15}$/.test(text)) put(settings, field.name, Number(text));
    else throw refuse(`“${field.label}” must be a whole number.`);
  }
  return settings;
}
