import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { GridError } from "../../sdk/grid-error.ts";
import { replaceFile } from "./durable-files.ts";
import type { ReservationRecord } from "./reservation-steps.ts";
import { reservationRecord } from "./reservation-steps.ts";

const stateFile = z.strictObject({
  /** Up to this block the node's reservations are known. */
  scannedToBlock: z.int().min(0).optional(),
  reservations: z.record(z.string().regex(/^\d+$/), reservationRecord),
  /** How often the machine was switched off, for the hooks' keys. */
  powerSteps: z.int().min(0),
  /** The hook that switches the machine off, while the chain does not know that it is off. */
  power: z.strictObject({ key: z.string(), isHookDone: z.boolean() }).optional(),
});

type AgentState = z.output<typeof stateFile>;

/** What the agent has done, on disk beside the journal: written before and after each hook. */
export interface StateKeeper {
  readonly get: () => AgentState;
  readonly change: (changes: Partial<AgentState>) => void;
  readonly record: (reservationId: number) => ReservationRecord | undefined;
  readonly setRecord: (reservationId: number, record: ReservationRecord) => void;
  readonly forget: (reservationId: number) => void;
}

/** Opens the state of an agent; without a file nothing was done yet. */
export function openState(folder: string): StateKeeper {
  const file = path.join(folder, "state.json");
  let state = readState(file);
  const change = (changes: Partial<AgentState>) => {
    state = { ...state, ...changes };
    replaceFile(
      file,
      `${JSON.stringify(state, undefined, 2)}
`,
    );
  };
  return {
    get: () => state,
    change,
    record: (reservationId) => state.reservations[String(reservationId)],
    setRecord: (reservationId, record) => {
      change({ reservations: { ...state.reservations, [String(reservationId)]: record } });
    },
    forget: (reservationId) => {
      const others = Object.entries(state.reservations).filter(([id]) => id !== String(reservationId));
      change({ reservations: Object.fromEntries(others) });
    },
  };
}

function readState(file: string): AgentState {
  if (!existsSync(file)) return { reservations: {}, powerSteps: 0 };
  try {
    return stateFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new StateUnreadableError(file, cause);
  }
}

/** Without its state the agent would run every hook anew. */
export class StateUnreadableError extends GridError {
  override readonly name = "StateUnreadableError";

  constructor(file: string, cause: unknown) {
    super(`${file} does not say what the agent has done.`, {
      hint: "Restore the file, or delete it: then the hooks of all open reservations run again.",
      cause,
    });
  }
}
