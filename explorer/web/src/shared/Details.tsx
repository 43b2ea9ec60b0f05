import type { ReactNode } from "react";
import classes from "./Details.module.css";

/** What most people need not see at first. */
export function Details({ summary, children }: Readonly<{ summary: string; children: ReactNode }>) {
  return (
    <details className={classes["details"]}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
