import { createTheme } from "@mantine/core";

/** What components look up; the values of its variables stand in theme.css. */
export const theme = createTheme({ primaryColor: "cyan", defaultRadius: "md", cursorType: "pointer" });
