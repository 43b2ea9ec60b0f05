import { GridError } from "../../sdk/grid-error.ts";

/** Nothing says which farm. */
export class FarmUnnamedError extends GridError {
  override readonly name = "FarmUnnamedError";

  /** @param role what the farm is needed for, as a relative clause */
  constructor(role: string) {
    super(`The farm ${role} is not named.`, { hint: "Add --farm N; tfgrid farm list shows the numbers." });
  }
}
