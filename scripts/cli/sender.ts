import { GridError } from "../../sdk/grid-error.ts";
import type { SendContext } from "./context.ts";

/**
 * The address that sends, for commands whose calls depend on it.
 *
 * @param role What the sender is here, for the message: "owns the farm"
 */
export function requireSender({ sender }: SendContext, role: string): string {
  if (sender === undefined) throw new SenderUnknownError(role);
  return sender;
}

/** Nobody is named who would send. */
export class SenderUnknownError extends GridError {
  override readonly name = "SenderUnknownError";

  constructor(role: string) {
    super(`It is not known who sends this and ${role}.`, {
      hint: "Name the address with --from, or configure a key: TFGRID_KEYSTORE, or --account N on a development chain.",
    });
  }
}
