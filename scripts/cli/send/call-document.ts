import type { SendContext } from "../context.ts";
import type { Step } from "../plan.ts";

/** A call as JSON documents show it: enough to sign it elsewhere, and what it is. */
export function toCallDocument({ chainId }: Pick<SendContext, "chainId">, { call, summary }: Step) {
  return {
    chainId: Number(chainId),
    to: call.to,
    value: String(call.value),
    data: call.data,
    contract: call.contract,
    function: call.functionName,
    summary,
  };
}
