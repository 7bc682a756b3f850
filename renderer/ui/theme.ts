import { createTheme } from '@mantine/core';

/** Id of the element that holds open menus, lists, tooltips and dialogs. */
export const POPUPS_ID = 'popups';

/**
 * The component library's theme. Colours come from `tokens.css` by way of `mantine.css`; here stand only defaults that
 * are no colours. Popovers are portalled and last 160 ms (`--motion-popover`).
 */
export const uiTheme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'sm',
  components: {
    Portal: { defaultProps: { target: `#${POPUPS_ID}` } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
    Popover: { defaultProps: { transitionProps: { duration: 160 }, shadow: 'md' } },
    Modal: { defaultProps: { transitionProps: { duration: 160 } } },
  },
});
