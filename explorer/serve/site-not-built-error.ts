import { GridError } from "../../sdk/grid-error.ts";

/** The page was not built. */
export class SiteNotBuiltError extends GridError {
  override readonly name = "SiteNotBuiltError";

  constructor() {
    super("The page of the explorer is not built.", { hint: "Build it with: npm run web:build" });
  }
}
