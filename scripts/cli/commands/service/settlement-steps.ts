import type { TransactionReceipt } from "ethers";
import type { StreamReading } from "../../../../sdk/escrow/read-streams.ts";
import { readStreamsOfFarm } from "../../../../sdk/escrow/read-streams.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { worthSettling } from "../../../../sdk/rules/worth-settling.ts";
import type { Availability } from "../../../../sdk/service/availability.ts";
import { parseStatementFile } from "../../../../sdk/service/availability.ts";
import type { SignedStatement } from "../../../../sdk/service/merge-statements.ts";
import { mergeStatements } from "../../../../sdk/service/merge-statements.ts";
import { extractStreamsSettled, settleStreamsCall } from "../../../../sdk/service/settle-streams.ts";
import { streamsToSettle } from "../../../../sdk/service/streams-to-settle.ts";
import type { GridContext } from "../../context.ts";
import type { Step } from "../../plan.ts";
import { readJson } from "../../read-json.ts";
import { counted } from "../rewards/words.ts";
import { fetchStatements } from "./fetch-statements.ts";

/** So many streams are settled in one transaction. */
const MOST_STREAMS = 100;

/** The code on chain of a stream that is settled. */
const SETTLED = 0n;

/** Why one is not. The position in this list is the code on chain. */
const REFUSALS = [
  "it is settled",
  "nothing has accrued yet",
  "the streams are another node's",
  "it does not begin where the streams are settled to",
  "it is more than 6 hours old, and nobody requested it",
  "it does not end where the streams stopped",
];

/** What is to be settled. */
export interface SettlementFlags {
  readonly statement: readonly string[];
  /** Attestors that are asked for statements, by their URLs. */
  readonly attestor: readonly string[];
  readonly farm?: number;
  /** TFT units. */
  readonly worth: bigint;
}

/** A settlement. */
export interface SettlementStep extends Step {
  /** Whether anybody is paid by it: not when the node served at no time. */
  readonly isPaying: boolean;
}

/** One transaction for each statement and hundred streams. */
export async function settlementSteps(context: GridContext, flags: SettlementFlags): Promise<SettlementStep[]> {
  const files = flags.statement.map((file) => readJson(context, file, "statement", parseStatementFile));
  const fetched = await fetchStatements(context, { attestors: flags.attestor, farm: flags.farm });
  const statements = await mergeStatements(context.grid, [...files, ...fetched]);
  const steps = await Promise.all(statements.map((statement) => stepsOf(context, flags, statement)));
  return steps.flat();
}

/** What the settlements of some transactions gave, in units of 10^-7 TFT. */
export function settledIn(grid: Grid, receipts: readonly TransactionReceipt[]) {
  const settled = receipts.flatMap((receipt) => extractStreamsSettled(grid, receipt));
  return settled.map(({ streamId, to, farmUnits, refundedUnits }) => ({
    stream: Number(streamId),
    to: Number(to),
    farmUnits,
    refundedUnits,
  }));
}

async function stepsOf(
  context: GridContext,
  flags: SettlementFlags,
  statement: SignedStatement,
): Promise<SettlementStep[]> {
  const { grid } = context;
  const { nodeId } = statement.availability;
  const farmId = flags.farm ?? Number((await grid.Directory.nodeOf(nodeId)).farmId);
  const streams = streamsToSettle(await readStreamsOfFarm(context, farmId), statement.availability);
  const worth = worthSettling(streams, flags.worth);
  const parts = Array.from({ length: Math.ceil(worth.length / MOST_STREAMS) }, (_, index) =>
    worth.slice(index * MOST_STREAMS, (index + 1) * MOST_STREAMS),
  );
  return Promise.all(parts.map(async (part) => stepOf(grid, await settleable(grid, part, statement), statement)));
}

/** The contract leaves out what it cannot settle: it is asked beforehand, as nobody wants to pay for that. */
async function settleable(
  { ProofOfService, Escrow }: Grid,
  streams: readonly StreamReading[],
  { availability, signatures }: SignedStatement,
): Promise<StreamReading[]> {
  const streamIds = streams.map(({ streamId }) => streamId);
  const results = await ProofOfService.settle.staticCall(Escrow, streamIds, availability, [...signatures]);
  const settled = streams.filter((_, index) => results[index] === SETTLED);
  if (settled.length === 0) throw new StatementRefusedError(availability, Number(results[0]));
  return settled;
}

async function stepOf(
  grid: Grid,
  streams: readonly StreamReading[],
  statement: SignedStatement,
): Promise<SettlementStep> {
  const streamIds = streams.map(({ streamId }) => streamId);
  const { nodeId, servedSeconds, from, to } = statement.availability;
  return {
    call: await settleStreamsCall(grid, { streamIds, ...statement }),
    summary: `Settle ${counted(streams.length, "stream")} of node ${nodeId}`,
    effects: [`Of ${to - from} s, ${servedSeconds} s are paid, and the rest goes back to the tenants.`],
    isPaying: servedSeconds > 0,
  };
}

/** A statement settles nothing. */
export class StatementRefusedError extends GridError {
  override readonly name = "StatementRefusedError";

  constructor({ nodeId, to }: Availability, result: number) {
    super(
      `The statement about node ${nodeId} until ${formatTime(to)} settles nothing: ${REFUSALS[result] ?? "it is refused"}.`,
      { hint: "Have attestors sign a new one; `tfgrid availability show` says from when on." },
    );
  }
}
