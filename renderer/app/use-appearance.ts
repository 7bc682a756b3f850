import { useEffect } from 'react';
import { useSetting } from '../stores/settings.ts';
import { type ResolvedTheme, useMediaQuery } from '../ui/index.ts';

const DARK = '(prefers-color-scheme: dark)';

/** Puts theme, density and text size on the document and returns the theme in force; “System” follows live. */
export function useAppearance(): ResolvedTheme {
  const wish = useSetting('theme');
  const density = useSetting('density');
  const textSize = useSetting('textSize');
  const systemIsDark = useMediaQuery(DARK);
  const theme = wish === 'system' ? (systemIsDark ? 'dark' : 'light') : wish;

  useEffect(() => {
    const { dataset, style } = document.documentElement;
    dataset.theme = theme;
    dataset.density = density;
    style.fontSize = `${textSize}%`;
  }, [theme, density, textSize]);

  return theme;
}
