import { createTheme } from "@mantine/core";

// Holding the page behind a dialog makes a <style> while the page runs, which the page's security policy forbids.
const FREE_SCROLL = { defaultProps: { lockScroll: false } };

/** What components look up; the values of its variables stand in theme.css. */
export const theme = createTheme({
  primaryColor: "cyan",
  defaultRadius: "md",
  cursorType: "pointer",
  components: { Drawer: FREE_SCROLL, DrawerRoot: FREE_SCROLL, Modal: FREE_SCROLL, ModalRoot: FREE_SCROLL },
});
