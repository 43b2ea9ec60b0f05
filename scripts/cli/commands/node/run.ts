import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BaseWallet } from "ethers";
import type { ConsentFile } from "../../../../sdk/directory/consent-file.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { AgentLog } from "../../../../services/node/agent-log.ts";
import { createAgentLog } from "../../../../services/node/agent-log.ts";
import { connectCollector } from "../../../../services/node/collector.ts";
import type { ComposedAgent } from "../../../../services/node/compose-agent.ts";
import { composeAgent } from "../../../../services/node/compose-agent.ts";
import type { FarmerConsent } from "../../../../services/node/find-node.ts";
import { findNode, NodeUnregisteredError, registerMachine } from "../../../../services/node/find-node.ts";
import type { Hardware } from "../../../../services/node/hardware.ts";
import { describeHardware, measureHardware } from "../../../../services/node/hardware.ts";
import { commandHook } from "../../../../services/node/hook.ts";
import { runAgent, runOnce } from "../../../../services/node/run-agent.ts";
import { serveMetrics } from "../../../../services/node/serve-metrics.ts";
import type { Answer } from "../../answer.ts";
import { readConsents } from "../../consents.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { readNodeKey } from "../../keys/node-keys.ts";

export interface AgentFlags {
  readonly collector: readonly string[];
  readonly journal: string;
  readonly keyFile?: string;
  readonly account?: number;
  readonly consent?: string;
  /** Disks that are SSDs, whatever the system takes them for. */
  readonly ssd: readonly string[];
  readonly hook?: string;
  /** Seconds that a hook may take. */
  readonly hookLimit: number;
  readonly keepPeriods: number;
  /** Seconds between two looks at the chain. */
  readonly every: number;
  readonly metricsPort?: number;
  readonly once?: boolean;
  readonly simulate?: string;
}

/** Runs the agent of this machine until it is stopped; with `--once`, does what is due. */
export async function run(context: GridContext, flags: AgentFlags): Promise<Answer> {
  if (flags.simulate !== undefined) {
    const { simulate } = await import("./simulate.ts");
    return simulate(context, { ...flags, simulate: flags.simulate });
  }
  const signer = await nodeSigner(context, flags);
  const hardware = await measureHardware(flags.ssd);
  const nodeId = await nodeOf(context, { signer, hardware, consent: flags.consent });
  const log = createAgentLog();
  const composed = compose(context, flags, { signer, nodeId, hardware, log });
  try {
    context.line(summary(context, flags, { nodeId, key: signer.address, hardware }));
    return await (flags.once ? once(composed, nodeId) : untilStopped(composed, flags));
  } finally {
    composed.close();
  }
}

async function nodeSigner(context: GridContext, { keyFile, account }: AgentFlags): Promise<BaseWallet> {
  if (keyFile !== undefined) return (await readNodeKey(context, keyFile)).connect(context.provider);
  const signer = await chooseSigner(context, account);
  if (signer === undefined) throw new KeyMissingError();
  return signer;
}

async function nodeOf(
  context: GridContext,
  { signer, hardware, consent }: { signer: BaseWallet; hardware: Hardware; consent: string | undefined },
): Promise<number> {
  const found = await findNode(context.grid, signer.address);
  if (found !== undefined) return found;
  if (consent === undefined) throw new NodeUnregisteredError(signer.address, hardware);
  const [file] = readConsents(context, [consent], await blockTime(context.provider));
  return registerMachine(context.grid, signer, hardware, toFarmerConsent(consent, file));
}

function toFarmerConsent(name: string, file: ConsentFile | undefined): FarmerConsent {
  if (file?.subject.action !== "joinFarm") throw new ConsentOtherError(name);
  const { nonce, deadline, signature } = file;
  return { registration: file.subject.registration, consent: { nonce, deadline, signature } };
}

function compose(
  context: GridContext,
  flags: AgentFlags,
  { signer, nodeId, hardware, log }: { signer: BaseWallet; nodeId: number; hardware: Hardware; log: AgentLog },
): ComposedAgent {
  const { chainId, book } = context;
  const scope = { chainId, directory: book.contracts.Directory };
  return composeAgent({
    source: context,
    nodeId,
    signer,
    folder: path.resolve(context.folder, flags.journal),
    keptPeriods: flags.keepPeriods,
    collectors: flags.collector.map((url) => connectCollector(url, scope)),
    hook: flags.hook === undefined ? undefined : commandHook(flags.hook, flags.hookLimit),
    measure: measuring(hardware, flags.ssd, log),
    log,
    now: () => Date.now() / 1000,
    uptime: os.uptime,
  });
}

/** A machine that cannot be measured for once is what it was before. */
function measuring(first: Hardware, ssds: readonly string[], log: AgentLog) {
  let { capacity } = first;
  return async () => {
    try {
      ({ capacity } = await measureHardware(ssds));
    } catch (error) {
      log.error({ err: error }, "The hardware cannot be measured: the heartbeat repeats what was measured before.");
    }
    return capacity;
  };
}

function summary(
  { network }: GridContext,
  { collector, journal, hook }: AgentFlags,
  { nodeId, key, hardware }: { nodeId: number; key: string; hardware: Hardware },
): string {
  return [
    `Node ${nodeId} of network ${network}, key ${key}.`,
    describeHardware(hardware),
    `Heartbeats go to ${collector.join(", ")}; the journal is ${journal}.`,
    hook === undefined
      ? "Without --hook reservations are acknowledged and nothing else is done about them."
      : `Reservations are handed to: ${hook}`,
  ].join("\n");
}

async function once(composed: ComposedAgent, nodeId: number): Promise<Answer> {
  const isComplete = await runOnce(composed);
  const hasFork = composed.agent.hasFork();
  return {
    document: { node: nodeId, isComplete, hasFork },
    text: onceText(isComplete, hasFork),
    isFailure: !isComplete || hasFork,
  };
}

function onceText(isComplete: boolean, hasFork: boolean): string {
  if (hasFork) return "A second machine uses this node's key: stop it, or give the node another key.";
  return isComplete ? "All that was due is done." : "Not all that was due could be done; the log above says what.";
}

async function untilStopped(composed: ComposedAgent, { every, metricsPort }: AgentFlags): Promise<Answer> {
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  const stopMetrics = metricsPort === undefined ? undefined : await serveMetrics(composed.metrics, metricsPort);
  const { signal } = stopping;
  await runAgent({
    ...composed,
    watchSeconds: every,
    sleep: (seconds) => sleep(seconds * 1000, undefined, { signal }).catch(() => undefined),
    isStopped: () => signal.aborted,
  });
  stopMetrics?.();
  composed.log.info("The agent is stopped.");
  return { document: undefined, text: "" };
}

/** The consent is about something else. */
export class ConsentOtherError extends GridError {
  override readonly name = "ConsentOtherError";

  constructor(file: string) {
    super(`The consent ${file} is not about joining a farm.`, {
      hint: "Have the farmer sign one with `tfgrid node consent join`.",
    });
  }
}
