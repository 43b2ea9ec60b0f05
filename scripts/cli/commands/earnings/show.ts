import { readFarms } from "../../../../sdk/directory/read-directory.ts";
import { payoutAt } from "../../../../sdk/directory/fold-farm-events.ts";
import type { StreamReading } from "../../../../sdk/escrow/read-streams.ts";
import { readStreamsOfFarm } from "../../../../sdk/escrow/read-streams.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields, table } from "../../table.ts";
import { FarmMissingError } from "../farm/farm-missing-error.ts";
import { plainTft } from "../rewards/words.ts";

/** Shows what a farm earned from tenants. */
export async function run(context: GridContext, { farm: farmId }: { farm: number }): Promise<Answer> {
  const { grid, provider } = context;
  const [[farm], credits, streams, now] = await Promise.all([
    readFarms(context, [farmId]),
    grid.Escrow.farmCreditsOf(farmId),
    readStreamsOfFarm(context, farmId),
    blockTime(provider),
  ]);
  if (farm === undefined) throw new FarmMissingError(farmId);
  const payout = payoutAt(farm, now);
  const open = streams.filter(({ status, owedUnits }) => status === "running" || owedUnits > 0n);
  const owed = open.reduce((sum, { owedUnits }) => sum + owedUnits, 0n);
  return {
    document: { farm: farmId, payout, withdrawableTft: plainTft(credits), unsettledTft: plainTft(owed), streams },
    text: [
      fields({
        farm: `${farmId} (${farm.name})`,
        "can be withdrawn": `${formatTft(credits)} TFT`,
        "not settled yet": `${formatTft(owed)} TFT, of which the farm gets its share of what was served`,
        "goes to": payout,
      }),
      ...(open.length > 0 ? [table(["stream", "account", "status", "owed", "settled to"], open.map(streamRow))] : []),
    ].join("\n"),
    hints: credits > 0n ? [`Withdraw it: tfgrid earnings withdraw --farm ${farmId}`] : [],
  };
}

function streamRow({ streamId, accountId, status, owedUnits, settledTo }: StreamReading): string[] {
  return [`${streamId}`, `${accountId}`, status, `${formatTft(owedUnits)} TFT`, formatTime(settledTo)];
}
