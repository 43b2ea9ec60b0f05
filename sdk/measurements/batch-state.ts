/** Where a batch stands; the position in this list is the code on chain, see `BatchState` in IMeasurements.sol. */
export const BATCH_STATES = ["awaited", "publishing", "void", "reviewing", "final"] as const;

export type BatchState = (typeof BATCH_STATES)[number];

/** The word for a state's code. */
export function toBatchState(code: bigint): BatchState {
  const state = BATCH_STATES[Number(code)];
  if (state === undefined) throw new RangeError(`${code} is the code of no batch state.`);
  return state;
}
