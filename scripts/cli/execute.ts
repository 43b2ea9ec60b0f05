import path from "node:path";
import type { Answer } from "./answer.ts";
import type { ChainContext, GridContext, LocalContext, SendContext } from "./context.ts";
import type { Io } from "./io.ts";
import { readEnvironment } from "./environment.ts";
import { chooseSigner, configuredAddress } from "./keys/choose-signer.ts";
import { chosenNetwork, readAddressBookOf, rpcUrlOf } from "./networks.ts";
import type { Plan } from "./plan.ts";
import { printAnswer } from "./print.ts";
import { dryRun } from "./send/dry-run.ts";
import { schedulePlan } from "./send/schedule-plan.ts";
import { sendPlan } from "./send/send-plan.ts";
import { writeSafeBatch } from "./send/safe-batch.ts";
import { writeUnsigned } from "./send/unsigned.ts";
import { connectDeployment } from "../../sdk/network/connect-deployment.ts";
import { explainError } from "../../sdk/network/explain-error.ts";
import type { RpcEndpoint } from "../../sdk/network/rpc-endpoint.ts";
import { connectRpc } from "../../sdk/network/rpc-endpoint.ts";

/** The flags that every command has. */
export interface LocalFlags {
  readonly json?: boolean;
}

/** The flags of a command that needs a chain. */
export interface NetworkFlags extends LocalFlags {
  readonly network?: string;
  /** The RPC endpoint, where the command takes one; before that of the environment. */
  readonly rpc?: string;
}

/** The flags of a command that sends. */
export interface SendFlags extends NetworkFlags {
  readonly account?: number;
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly unsigned?: boolean;
  readonly safe?: string;
  readonly schedule?: boolean;
}

type Run<Context> = (context: Context, flags: never) => Answer | Promise<Answer>;

/** Runs a command that needs no network. */
export async function runLocal(io: Io, flags: LocalFlags, run: Run<LocalContext>): Promise<void> {
  finish(io, flags, await run(localContext(io), flags as never));
}

/** Runs a command that needs a chain, but no contracts yet. */
export async function runOnChain(io: Io, flags: NetworkFlags, run: Run<ChainContext>): Promise<void> {
  const local = localContext(io);
  const network = chosenNetwork(flags.network, local);
  const endpoint = await connectRpc(rpcUrlOf(network, local));
  await closing(endpoint, async () => {
    finish(io, flags, await run({ ...local, ...endpoint, network }, flags as never));
  });
}

/** Runs a command that reads the contracts. */
export async function runReading(io: Io, flags: NetworkFlags, run: Run<GridContext>): Promise<void> {
  const context = await gridContext(io, flags);
  await explaining(context, async () => finish(io, flags, await run(context, flags as never)));
}

/** Runs a command that sends transactions, or only says which. */
export async function runSending(
  io: Io,
  flags: SendFlags,
  plan: (context: SendContext, flags: never) => Promise<Plan>,
): Promise<void> {
  const grid = await gridContext(io, flags);
  await explaining(grid, async () => {
    const context: SendContext = { ...grid, ...(await chooseSender(grid, flags)) };
    const made = await plan(context, flags as never);
    const wanted = flags.schedule ? await schedulePlan(context, made) : made;
    finish(io, flags, await carryOut(context, wanted, flags));
  });
}

/** Who sends. A key is opened only to sign: its password may have to be typed. */
async function chooseSender(grid: GridContext, flags: SendFlags): Promise<Pick<SendContext, "signer" | "sender">> {
  const { account, from, dryRun, unsigned, safe } = flags;
  if (dryRun || unsigned || safe !== undefined) {
    return { signer: undefined, sender: from ?? (await configuredAddress(grid, account)) };
  }
  const signer = await chooseSigner(grid, account);
  return { signer, sender: from ?? signer?.address };
}

function carryOut(context: SendContext, plan: Plan, flags: SendFlags): Answer | Promise<Answer> {
  if (plan.steps.length === 0) return plan.answer([]);
  if (flags.dryRun) return dryRun(context, plan);
  if (flags.unsigned) return writeUnsigned(context, plan);
  if (flags.safe !== undefined) return writeSafeBatch(context, plan, path.resolve(context.folder, flags.safe));
  return sendPlan(context, plan);
}

function localContext(io: Io): LocalContext {
  return {
    env: readEnvironment(io),
    folder: io.folder,
    progress: (text) => {
      io.err(`${text}\n`);
    },
    line: (text) => {
      io.out(`${text}\n`);
    },
  };
}

async function gridContext(io: Io, flags: NetworkFlags): Promise<GridContext> {
  const local = localContext(io);
  const network = chosenNetwork(flags.network, local);
  const book = readAddressBookOf(network, local);
  return { ...local, ...(await connectDeployment(flags.rpc ?? rpcUrlOf(network, local), book)), network };
}

async function closing({ provider }: RpcEndpoint, work: () => Promise<void>) {
  try {
    await work();
  } finally {
    provider.destroy();
  }
}

/** Like {@link closing}; errors tell periods with their dates. */
function explaining(context: GridContext, work: () => Promise<void>): Promise<void> {
  return closing(context, async () => {
    try {
      await work();
    } catch (thrown) {
      throw thrown instanceof AnsweredFailure ? thrown : explainError(thrown, context.book.schedule);
    }
  });
}

function finish(io: Io, { json = false }: LocalFlags, answer: Answer): void {
  printAnswer(io, answer, json);
  if (answer.isFailure) throw new AnsweredFailure();
}

/** A command answered with bad news: everything is said, only the exit code is missing. */
export class AnsweredFailure extends Error {
  override readonly name = "AnsweredFailure";
}
