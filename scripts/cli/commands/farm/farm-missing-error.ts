import { GridError } from "../../../../sdk/grid-error.ts";

/** There is no such farm. */
export class FarmMissingError extends GridError {
  override readonly name = "DirectoryFarmNotFound";

  constructor(farmId: number) {
    super(`There is no farm ${farmId}.`, { hint: "List the farms with: tfgrid farm list", details: { farmId } });
  }
}
