import { setOfferCall, extractOfferSet } from "../../../../sdk/offers/set-offer.ts";
import { formatUsd } from "../../../../sdk/oracle/format-usd.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { limitPerSecond } from "../account/words.ts";

interface Flags {
  readonly node: number;
  /** For 30 days, 18 decimals. */
  readonly extraFee: bigint;
  readonly dedicatedOnly?: boolean;
}

/** Sets what is asked for a node. */
export async function plan({ grid }: SendContext, { node, extraFee, dedicatedOnly = false }: Flags): Promise<Plan> {
  const call = await setOfferCall(grid, {
    nodeId: node,
    isDedicatedOnly: dedicatedOnly,
    extraFeeUsdPerSecond: limitPerSecond(extraFee),
  });
  const effects = [
    `The whole node ${node} costs ${formatUsd(extraFee)} USD a month more, for what is reserved from now on.`,
  ];
  return oneStep({ call, summary: `Set the offer of node ${node}`, effects }, (receipt) => {
    const { offer } = extractOfferSet(grid, receipt);
    const { isDedicatedOnly, extraFeeRate } = offer;
    return {
      document: { node, isDedicatedOnly, extraFeeUsdPerSecond: extraFeeRate, transaction: receipt.hash },
      text: `Node ${node} is offered ${isDedicatedOnly ? "only as a whole" : "in parts and as a whole"}; extra fee ${formatUsd(extraFee)} USD in 30 days.`,
    };
  });
}
