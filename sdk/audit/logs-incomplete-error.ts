import { GridError } from "../grid-error.ts";

/** An endpoint's logs cannot be all that the contracts left: an audit of them would say nothing. */
export class LogsIncompleteError extends GridError {
  override readonly name = "LogsIncompleteError";

  constructor(defect: string) {
    super(`The RPC endpoint does not give all logs: ${defect}.`, {
      hint: "Use another endpoint, one that keeps the whole history (an archive node).",
    });
  }
}
