import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Stat.module.css";

interface StatProps {
  readonly label: string;
  /** Undefined while it is being read. */
  readonly value: ReactNode | undefined;
  readonly note?: ReactNode;
}

/** A number with its name. */
export function Stat({ label, value, note }: StatProps) {
  return (
    <div className={classes["stat"]}>
      <dt className={classes["label"]}>{label}</dt>
      <dd className={classes["value"]}>{value ?? <Skeleton height={26} width="70%" />}</dd>
      {note !== undefined && <dd className={classes["note"]}>{note}</dd>}
    </div>
  );
}

/** Numbers beside each other, as many as fit. */
export function Stats({ children }: Readonly<{ children: ReactNode }>) {
  return <dl className={classes["stats"]}>{children}</dl>;
}
