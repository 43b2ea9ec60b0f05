import type { Answer } from "../answer.ts";
import type { SendContext } from "../context.ts";
import type { Plan } from "../plan.ts";
import { toCallDocument } from "./call-document.ts";

/** The calls for another wallet: a JSON list in either form of output. */
export function writeUnsigned(context: SendContext, { steps }: Plan): Answer {
  const document = steps.map((step) => toCallDocument(context, step));
  return {
    document,
    text: JSON.stringify(document, undefined, 2),
    hints: ["Nothing was sent. Send these calls from the wallet that they are for, in this order."],
  };
}
