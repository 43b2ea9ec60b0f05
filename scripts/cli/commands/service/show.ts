import { readStreamsOfFarm } from "../../../../sdk/escrow/read-streams.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

/** Shows where the next statements about a farm's nodes have to begin. */
export async function run(context: GridContext, { farm }: { farm: number }): Promise<Answer> {
  const streams = (await readStreamsOfFarm(context, farm)).filter(
    ({ status, owedUnits }) => status === "running" || owedUnits > 0n,
  );
  if (streams.length === 0) return { document: [], text: `Nothing is to be settled for farm ${farm}.` };
  return {
    document: streams.map(({ nodeId, streamId, status, settledTo, owedUnits }) => ({
      node: nodeId,
      stream: streamId,
      status,
      settledTo,
      owedUnits,
    })),
    text: table(
      ["node", "stream", "status", "settled to", "unix seconds", "owed"],
      streams.map(({ nodeId, streamId, status, settledTo, owedUnits }) => [
        `${nodeId}`,
        `${streamId}`,
        status,
        formatTime(settledTo),
        `${settledTo}`,
        `${formatTft(owedUnits)} TFT`,
      ]),
    ),
  };
}
