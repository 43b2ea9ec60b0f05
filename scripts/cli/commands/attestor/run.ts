import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { createAttestor } from "../../../../services/attestor/attestor.ts";
import type { Attestor } from "../../../../services/attestor/attestor.ts";
import type { AttestorTiming } from "../../../../services/attestor/attestor-options.ts";
import { ATTESTOR_TIMING } from "../../../../services/attestor/attestor-options.ts";
import { collectorSource } from "../../../../services/attestor/collector-source.ts";
import { describeDifference } from "../../../../services/attestor/compare-measurements.ts";
import { httpPeer } from "../../../../services/attestor/peer.ts";
import { retryRpc } from "../../../../services/attestor/retry-rpc.ts";
import type { RoundReport } from "../../../../services/attestor/run-round.ts";
import { serveAttestor } from "../../../../services/attestor/serve-attestor.ts";
import { lockFolder } from "../../../../services/database/lock-folder.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { explainError } from "../../../../sdk/network/explain-error.ts";
import type { RuleSet } from "../../../../sdk/rules/rule-sets.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { isDevelopmentChain } from "../../keys/development-accounts.ts";
import type { ListenAddress } from "../../values.ts";

interface Flags {
  readonly collector: readonly string[];
  readonly peer: readonly string[];
  readonly listen: ListenAddress;
  readonly state: string;
  readonly ruleSet: RuleSet;
  readonly confirmations?: number;
  /** Seconds between two rounds. */
  readonly every: number;
  readonly once?: boolean;
  readonly account?: number;
}

/** Runs an attestor until it is stopped; with `--once`, does one round. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { provider, book, chainId, folder } = context;
  retryRpc(provider);
  const signer = await chooseSigner(context, flags.account);
  if (signer === undefined) throw new KeyMissingError();

  const stateFolder = path.resolve(folder, flags.state);
  const logger: FastifyBaseLogger = pino({ name: "tfgrid-attestor" }, pino.destination({ fd: 2, sync: true }));
  const attestor = createAttestor(signer.address, {
    source: context,
    scope: { chainId, directory: book.contracts.Directory },
    signer,
    collectors: flags.collector.map(collectorSource),
    peers: flags.peer.map(httpPeer),
    ruleSet: flags.ruleSet,
    stateFolder,
    timing: timingOf(chainId, flags),
    now: () => blockTime(provider),
    logger,
  });
  const unlock = lockFolder(stateFolder);
  try {
    return await (flags.once ? once(attestor) : untilStopped(context, attestor, { ...flags, logger }));
  } finally {
    unlock();
  }
}

/** Who looks once waits for nobody's turn. Blocks of a development chain are never undone, and may be the last for long. */
function timingOf(chainId: bigint, { once, confirmations }: Flags): AttestorTiming {
  const timing = { ...ATTESTOR_TIMING, ...(once && { patience: 0, turn: 0 }) };
  return { ...timing, confirmations: confirmations ?? (isDevelopmentChain(chainId) ? 0 : timing.confirmations) };
}

async function once(attestor: Attestor): Promise<Answer> {
  const reports = await attestor.rounds();
  return { document: reports, text: reports.flatMap(describe).join("\n") };
}

async function untilStopped(
  { provider, line }: GridContext,
  attestor: Attestor,
  { listen, every, logger }: Flags & { readonly logger: FastifyBaseLogger },
): Promise<Answer> {
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const findObstacle = async () => {
    const isThere = await blockTime(provider).then(Boolean, () => false);
    return isThere ? undefined : "The RPC endpoint does not answer.";
  };
  const { server, rounds } = await serveAttestor(attestor, { logger, findObstacle });
  line(`Attestor ${attestor.name} listens at ${await server.listen(listen)}.`);
  while (!stopping.signal.aborted) {
    await rounds().then(
      (reports) => {
        for (const report of reports) logger.info(report, describe(report)[0]);
      },
      (error: unknown) => {
        logger.error({ err: error }, explainError(error).message);
      },
    );
    await sleep(every * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  await server.close();
  return { document: undefined, text: "" };
}

/** Where the attestor is with a period, and each difference from its peers, as lines for people. */
function describe({ period, batch, attempt, stage, signatures, needed, votes = [], message }: RoundReport): string[] {
  const counted = signatures === undefined ? "" : `, ${signatures} of ${needed} signatures`;
  const head = `period ${period}, batch ${batch}, attempt ${attempt}: ${stage}${counted}`;
  const differences = votes.flatMap(({ peer, differences: found = [] }) =>
    found.map((difference) => `${peer}: ${describeDifference(difference)}`),
  );
  return [message === undefined ? head : `${head}: ${message}`, ...differences];
}
