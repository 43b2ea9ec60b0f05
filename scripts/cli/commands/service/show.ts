import { readStop } from "../../../../sdk/escrow/read-stop.ts";
import type { StreamStop } from "../../../../sdk/escrow/read-stop.ts";
import type { StreamReading } from "../../../../sdk/escrow/read-streams.ts";
import { readStreamsOfFarm } from "../../../../sdk/escrow/read-streams.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

/** So many streams are looked up at once. */
const PARALLEL_READS = 6;

type Awaited = StreamReading & StreamStop;

/** Shows where the next statements about a farm's nodes have to begin, and to end where streams ended. */
export async function run(context: GridContext, { farm }: { farm: number }): Promise<Answer> {
  const streams = (await readStreamsOfFarm(context, farm)).filter(
    ({ status, owedUnits }) => status === "running" || owedUnits > 0n,
  );
  if (streams.length === 0) return { document: [], text: `Nothing is to be settled for farm ${farm}.` };
  const awaited = await mapInParallel(streams, PARALLEL_READS, async (stream) => {
    return { ...stream, ...(await readStop(context, stream)) };
  });
  return {
    document: awaited.map(toDocument),
    text: table(["node", "stream", "status", "settled to", "owed", "availability sign"], awaited.map(toRow)),
  };
}

function toDocument({ nodeId, streamId, status, settledTo, to, stopIndex, owedUnits }: Awaited) {
  return { node: nodeId, stream: streamId, status, settledTo, to, stopIndex, owedUnits };
}

function toRow(stream: Awaited): string[] {
  const { nodeId, streamId, status, settledTo, owedUnits } = stream;
  return [
    `${nodeId}`,
    `${streamId}`,
    status,
    formatTime(settledTo),
    `${formatTft(owedUnits)} TFT`,
    flagsFor(stream).join(" "),
  ];
}

/** Those that say which statement it is. */
function flagsFor({ settledTo, to, stopIndex }: Awaited): string[] {
  return [
    `--from ${settledTo}`,
    ...(to === undefined ? [] : [`--to ${to}`]),
    ...(stopIndex === 0n ? [] : [`--stop-index ${stopIndex}`]),
  ];
}
