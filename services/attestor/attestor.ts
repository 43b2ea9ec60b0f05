import { writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { writeProposal } from "../../sdk/measurements/proposal-document.ts";
import { explainError } from "../../sdk/network/explain-error.ts";
import type { StatementFile } from "../../sdk/service/availability.ts";
import { decodeLeaves } from "../../sdk/rules/leaf.ts";
import type { AttestorOptions } from "./attestor-options.ts";
import { keyOf } from "./drafts.ts";
import type { Drafts } from "./drafts.ts";
import type { BatchOfPeriod, Peer } from "./peer.ts";
import type { RoundReport } from "./run-round.ts";
import { runRound } from "./run-round.ts";
import { stateAvailability } from "./state-availability.ts";
import type { AvailabilityRequest } from "./state-availability.ts";
import { openSignedProposals } from "./signed-proposals.ts";

/** So many periods that ended are looked after: corrections of one take two more. */
const PERIODS_BACK = 3;

/** An attestor; to its peers it is one of them. */
export interface Attestor extends Peer {
  /** Does for one period what can be done now. */
  readonly round: (period: number) => Promise<RoundReport>;
  /** Does so for all periods that are not over with; what fails for one is told and keeps no other back. */
  readonly rounds: () => Promise<RoundReport[]>;
  /** Signs for how long a node served. @throws AvailabilityRefusedError */
  readonly stateAvailability: (request: AvailabilityRequest) => Promise<StatementFile>;
  /** Its own measurements of a period, as a document; undefined before it derived any. */
  readonly measurementsOf: (period: number) => string | undefined;
}

/** Makes an attestor in this process. It does nothing by itself: whoever runs it calls for rounds. */
export function createAttestor(name: string, options: AttestorOptions): Attestor {
  const { grid } = options.source;
  const drafts: Drafts = new Map();
  const signed = openSignedProposals(grid, options.stateFolder);
  const work = { options, drafts, signed };
  const batchOf = (place: BatchOfPeriod) => drafts.get(keyOf(place))?.batch;
  return {
    name,
    round: (period) => runRound(work, period),
    rounds: async () => {
      const reports: RoundReport[] = [];
      for (const period of await openPeriods(options))
        reports.push(...(await tryRound(work.options, () => runRound(work, period), period)));
      return reports;
    },
    summaryOf: (place) => {
      const draft = drafts.get(keyOf(place));
      if (draft?.batch === undefined) return Promise.resolve(undefined);
      const { signature: document, batch } = draft;
      const signature = document && { member: document.member, signature: document.signature };
      return Promise.resolve({ proposal: batch.proposal, ...(signature && { signature }) });
    },
    proposalOf: async (place) => {
      const batch = batchOf(place);
      return batch && (await writeProposal(grid, batch));
    },
    stateAvailability: (request) => stateAvailability(options, request),
    measurementsOf: (period) => {
      const batch = batchOf({ period, batch: 0 });
      if (batch === undefined) return undefined;
      const { ruleSetId } = batch.proposal;
      return writeMeasurements({ period, ruleSetId, measurements: decodeLeaves(batch.leaves) });
    },
  };
}

async function openPeriods({ source }: AttestorOptions): Promise<number[]> {
  const running = Number(await source.grid.Directory.currentPeriod());
  const first = Math.max(running - PERIODS_BACK, 0);
  return Array.from({ length: running - first }, (_, index) => first + index);
}

async function tryRound(
  { logger }: AttestorOptions,
  round: () => Promise<RoundReport>,
  period: number,
): Promise<RoundReport[]> {
  try {
    return [await round()];
  } catch (error) {
    logger.error({ period, err: error }, explainError(error).message);
    return [];
  }
}
