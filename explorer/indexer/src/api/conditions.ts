import type { and } from "ponder";

/** A condition of SQL; undefined for none. */
export type Condition = ReturnType<typeof and>;

/** The pattern of SQL for texts that contain one, whatever the case. */
export function containing(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
