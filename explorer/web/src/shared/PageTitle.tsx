import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageTitle.module.css";

/** The heading of a page; also names the browser's tab. */
export function PageTitle({ title, children }: Readonly<{ title: string; children?: ReactNode }>) {
  return (
    <header className={classes["header"]}>
      <title>{`${title} · Grid Explorer`}</title>
      <Title order={1} className={classes["title"] ?? ""} dir="auto">
        {title}
      </Title>
      {children !== undefined && <Text c="dimmed">{children}</Text>}
    </header>
  );
}
