import { Badge } from "@mantine/core";
import type { Attempt, Period } from "../../../../indexer/src/api/answers/periods.ts";

const STATES: Readonly<Record<Period["state"] | Attempt["state"], { readonly label: string; readonly color: string }>> =
  {
    running: { label: "Running", color: "blue" },
    awaited: { label: "Awaited", color: "orange" },
    publishing: { label: "Being published", color: "orange" },
    void: { label: "Not published in time", color: "red" },
    reviewing: { label: "In review", color: "orange" },
    rejected: { label: "Rejected", color: "red" },
    final: { label: "Final", color: "green" },
  };

/** Where the measurements of a month stand. */
export function PeriodState({ state }: Readonly<{ state: keyof typeof STATES }>) {
  const { label, color } = STATES[state];
  return (
    <Badge variant="dot" color={color}>
      {label}
    </Badge>
  );
}
