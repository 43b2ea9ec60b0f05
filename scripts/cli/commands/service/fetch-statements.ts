import { readStreamsOfFarm } from "../../../../sdk/escrow/read-streams.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { groupBy } from "../../../../sdk/group-by.ts";
import { HEARTBEAT_SECONDS } from "../../../../sdk/heartbeats/heartbeat.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { StatementFile } from "../../../../sdk/service/availability.ts";
import { parseStatementFile } from "../../../../sdk/service/availability.ts";
import type { GridContext } from "../../context.ts";
import { FarmUnnamedError } from "../../farm-unnamed.ts";

/** What a statement is asked for about. */
interface Interval {
  readonly nodeId: number;
  readonly from: number;
  readonly to: number;
}

/** How long an attestor may take to answer, in milliseconds. */
const TIMEOUT = 60_000;

/** Later heartbeats may still be under way. */
const EXPECTED_SECONDS = 2 * HEARTBEAT_SECONDS;

/**
 * Asks attestors for statements about the nodes of a farm: from where their running streams are settled up to 80 minutes ago,
 * so that nobody has to wait for heartbeats. Of statements that contradict each other those are taken that most of them sign.
 */
export async function fetchStatements(
  context: GridContext,
  { attestors, farm }: { readonly attestors: readonly string[]; readonly farm: number | undefined },
): Promise<StatementFile[]> {
  if (attestors.length === 0) return [];
  if (farm === undefined) throw new FarmUnnamedError("about which attestors are to be asked");
  const to = (await blockTime(context.provider)) - EXPECTED_SECONDS;
  const running = (await readStreamsOfFarm(context, farm)).filter(({ status }) => status === "running");
  const intervals = groupBy(running, ({ nodeId, settledTo }) => `${nodeId} ${settledTo}`);
  const found = [...intervals.values()].flatMap(([stream]) => {
    const isOver = stream !== undefined && stream.nodeId > 0 && stream.settledTo < to;
    return isOver ? [{ nodeId: stream.nodeId, from: stream.settledTo, to }] : [];
  });
  const statements = await Promise.all(found.map((interval) => ask(context, attestors, interval)));
  return statements.flat();
}

async function ask(
  { progress }: GridContext,
  attestors: readonly string[],
  interval: Interval,
): Promise<readonly StatementFile[]> {
  const answers = await Promise.all(
    attestors.map(async (url) => {
      try {
        return [await askOne(url, interval)];
      } catch (error) {
        progress(`${url}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    }),
  );
  const agreeing = groupBy(answers.flat(), ({ availability }) => Object.values(availability).join(" "));
  return [...agreeing.values()].reduce<readonly StatementFile[]>(
    (most, group) => (group.length > most.length ? group : most),
    [],
  );
}

async function askOne(url: string, interval: Interval): Promise<StatementFile> {
  const response = await fetch(`${url.replace(/\/+$/, "")}/v1/availability`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(interval),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const document = (await response.json()) as { message?: string };
  if (!response.ok) throw new Error(document.message ?? `HTTP status ${response.status}`);
  const statement = parseStatementFile(document);
  const isAsked = Object.entries(interval).every(
    ([field, value]) => statement.availability[field as keyof Interval] === value,
  );
  if (!isAsked) throw new Error("It states something else than it was asked for.");
  return statement;
}

/** Neither statements nor attestors are named. */
export class StatementsUnnamedError extends GridError {
  override readonly name = "StatementsUnnamedError";

  constructor() {
    super("Nothing says how long nodes served.", {
      hint: "Name files with --statement, or attestors with --attestor.",
    });
  }
}
