import { closeStreamCall, extractStreamClosed } from "../../../../sdk/escrow/close-stream.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Closes a stream, whatever its operator's contract does. */
export async function plan({ grid }: SendContext, { stream }: { stream: number }): Promise<Plan> {
  const call = await closeStreamCall(grid, { streamId: stream });
  const effects = [`Nothing more accrues to stream ${stream}; what it pays for ends.`];
  return oneStep({ call, summary: `Close stream ${stream}`, effects }, (receipt) => {
    const { streamId, units } = extractStreamClosed(grid, receipt);
    return {
      document: { stream: Number(streamId), owedUnits: units, transaction: receipt.hash },
      text: `Stream ${streamId} is closed; ${formatTft(units)} TFT of it are not settled yet.`,
    };
  });
}
