import { extractConnectionPriceSet, setConnectionPriceCall } from "../../../../sdk/directory/set-connection-price.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Sets the connection price of new terms. */
export async function plan({ grid }: SendContext, { musd }: { musd: number }): Promise<Plan> {
  const call = await setConnectionPriceCall(grid, { connectionPriceMusd: musd });
  const effects = [
    `New terms convert rewards at ${inUsd(musd)} USD per TFT, unless the node's price was higher before.`,
  ];
  return oneStep({ call, summary: `Set the connection price to ${inUsd(musd)} USD`, effects }, (receipt) => {
    const price = Number(extractConnectionPriceSet(grid, receipt).connectionPriceMusd);
    return {
      document: { connectionPriceMusd: price, transaction: receipt.hash },
      text: `The connection price of new terms is ${inUsd(price)} USD per TFT.`,
    };
  });
}

function inUsd(musd: number): string {
  return (musd / 1000).toFixed(3);
}
