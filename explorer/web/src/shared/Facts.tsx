import type { ReactNode } from "react";
import classes from "./Facts.module.css";

/** Names with what they stand for. */
export function Facts({ children }: Readonly<{ children: ReactNode }>) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

export function Fact({ label, children }: Readonly<{ label: string; children: ReactNode }>) {
  return (
    <div className={classes["fact"]}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
