import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules of ui.md §14. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules among them that look at colours: the theme is only a choice of colours, so no other depends on it. */
const rulesOfColor = ['color-contrast', 'link-in-text-block'];

/** Looks at the screen as it stands in light and in dark; none of the rules may be broken in either. */
export async function expectNoViolations(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const found = await findViolations(page, colorScheme === 'light' ? 'every rule' : 'rules of color');
    expect.soft(found, `${screen} in ${colorScheme}`).toEqual([]);
  }
}

/** What on the page as it stands breaks a rule, one line for each place. */
export async function findViolations(page: Page, scope: 'every rule' | 'rules of color'): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const chosen = scope === 'every rule' ? builder.withTags(tags) : builder.withRules(rulesOfColor);
  // Without frames there is nothing to be put together in a page apart, which this mode would open for each look.
  const { violations } = await chosen.setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
