import { Editor } from './pages/editor.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

test('K4: a template becomes a flow that asks for its connection, or runs at once with practice data', async ({
  page,
}) => {
  const shell = new Shell(page);
  const editor = new Editor(page);
  await shell.goTo('Templates');
  const card = page.getByRole('article', { name: 'Send bills to Salesforce' });
  await expect(card).toContainText('Needs a connection with Salesforce.');
  await expectNoViolations(page, 'Templates');
  await card.getByRole('button', { name: 'Use template' }).click();
  await expect(editor.canvas.steps).toHaveCount(4);
  await expect(editor.canvas.step('Create bill')).not.toHaveAccessibleName(/Practice CRM/);

  await shell.goTo('Templates');
  await card.getByRole('button', { name: 'Try with practice data' }).click();
  await expect(editor.canvas.step('Create bill')).toHaveAccessibleName(/connection Practice CRM/);
  await editor.run.click();
  await expect(editor.status).toHaveText(/Succeeded$/, { timeout: 20_000 });
  await expect(editor.canvas.count('Map fields', 'Create bill')).toHaveText('6');
});
