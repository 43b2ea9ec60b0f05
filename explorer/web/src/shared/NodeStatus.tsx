import { Badge } from "@mantine/core";
import type { Node } from "../../../indexer/src/api/answers/nodes.ts";

const STATUSES: Readonly<Record<Node["status"], { readonly label: string; readonly color: string }>> = {
  up: { label: "On", color: "green" },
  down: { label: "Off", color: "gray" },
  waking: { label: "Waking", color: "orange" },
  fallingAsleep: { label: "Falling asleep", color: "orange" },
  removed: { label: "Removed", color: "red" },
};

/** Whether a node runs, by what its farmer asked and what it said. */
export function NodeStatus({ status }: Readonly<{ status: Node["status"] }>) {
  const { label, color } = STATUSES[status];
  return (
    <Badge variant="dot" color={color}>
      {label}
    </Badge>
  );
}
