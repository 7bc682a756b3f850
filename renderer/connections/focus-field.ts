/** Gives a field of the form the focus, once the form is drawn. The group that hides it is opened. */
export function focusField(key: string): void {
  requestAnimationFrame(() => {
    const found = document.querySelector(`[data-testid="field-${CSS.escape(key)}"]`);
    const control = found?.matches('fieldset') ? found.querySelector('input:checked, input') : found;
    const group = found?.closest('details');
    if (group) group.open = true;
    if (control instanceof HTMLElement) control.focus();
  });
}
