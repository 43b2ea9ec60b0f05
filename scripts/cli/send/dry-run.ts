import { formatEther } from "ethers";
import { requireCode } from "../../../sdk/network/connect-deployment.ts";
import type { Answer } from "../answer.ts";
import type { SendContext } from "../context.ts";
import type { Plan, Step } from "../plan.ts";
import { requireSender } from "../sender.ts";
import { table } from "../table.ts";
import { toCallDocument } from "./call-document.ts";

/** What a simulated step would cost; undefined when it works only after the one before. */
type GasUse = bigint | undefined;

/** Simulates what can be simulated now, and shows what would be sent and what would change. */
export async function dryRun(context: SendContext, { steps }: Plan): Promise<Answer> {
  const { provider, book } = context;
  const sender = requireSender(context, "pays for it");
  await requireCode(
    provider,
    book,
    steps.map(({ call }) => call.to),
  );
  const gas = await Promise.all(steps.map((step) => simulate(context, sender, step)));
  const total = gas.reduce<bigint>((sum, use) => sum + (use ?? 0n), 0n);
  const { maxFeePerGas, gasPrice } = await provider.getFeeData();
  const cost = total * (maxFeePerGas ?? gasPrice ?? 0n);
  return {
    document: {
      dryRun: true,
      sender,
      calls: steps.map((step, index) => ({
        ...toCallDocument(context, step),
        gas: gas[index],
        effects: step.effects ?? [],
      })),
      totalGas: total,
      highestCostWei: cost,
    },
    text: [
      ...steps.map((step, index) => describe(step, gas[index])),
      `Nothing was sent. ${sender} would pay at most ${formatEther(cost)} ETH for ${total} gas.`,
    ].join("\n\n"),
  };
}

async function simulate({ provider }: SendContext, from: string, { call, needsPrevious }: Step): Promise<GasUse> {
  if (needsPrevious) return undefined;
  return provider.estimateGas({ from, to: call.to, value: call.value, data: call.data });
}

function describe({ call, summary, effects = [], needsPrevious }: Step, gas: GasUse): string {
  const rows = [
    ["call", `${call.contract}.${call.functionName}`],
    ["to", call.to],
    ["data", shorten(call.data)],
    ["gas", needsPrevious ? "simulated once the step before is in a block" : String(gas)],
  ];
  return [summary, table([], rows), ...effects.map((effect) => `- ${effect}`)].join("\n");
}

function shorten(data: string): string {
  return data.length <= 74 ? data : `${data.slice(0, 66)}… (${(data.length - 2) / 2} bytes)`;
}
