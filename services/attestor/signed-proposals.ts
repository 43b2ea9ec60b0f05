import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../sdk/grid-error.ts";
import type { PreparedBatch } from "../../sdk/measurements/prepare-batch.ts";
import { readProposal, writeProposal } from "../../sdk/measurements/proposal-document.ts";
import type { Proposal } from "../../sdk/measurements/proposal.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { replaceFile } from "./replace-file.ts";

/** One attempt at a batch. */
export type AttemptPlace = Pick<Proposal, "period" | "batch" | "attempt">;

/** What an attestor signed, in a folder. Two signatures for one attempt could make two roots good, so there is only one. */
export interface SignedProposals {
  /** What was signed for the attempt; undefined when nothing was. */
  readonly find: (place: AttemptPlace) => Promise<PreparedBatch | undefined>;
  /**
   * Notes what is about to be signed. It returns once that is on the disk, so that no crash can make it forgotten.
   * @throws ProposalEquivocationError
   */
  readonly note: (batch: PreparedBatch) => Promise<void>;
}

/** Opens the folder and makes it where it is missing. */
export function openSignedProposals(grid: Grid, folder: string): SignedProposals {
  mkdirSync(folder, { recursive: true });
  const find: SignedProposals["find"] = async (place) => {
    const text = readIfThere(fileOf(folder, place));
    return text === undefined ? undefined : readProposal(grid, text);
  };
  return {
    find,
    note: async (batch) => {
      const signed = await find(batch.proposal);
      if (signed !== undefined) requireSame(signed.proposal, batch.proposal);
      replaceFile(fileOf(folder, batch.proposal), await writeProposal(grid, batch));
    },
  };
}

/** The set of attestors may have changed in between: the same leaves may be signed again for the new one. */
function requireSame(signed: Proposal, proposal: Proposal): void {
  for (const field of ["root", "count", "dataHash", "ruleSetId", "isUnanimous"] as const) {
    if (signed[field] !== proposal[field]) throw new ProposalEquivocationError(signed, proposal);
  }
}

function fileOf(folder: string, { period, batch, attempt }: AttemptPlace): string {
  return path.join(folder, `signed-${period}-${batch}-${attempt}.json`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Another root was signed for the same attempt. */
export class ProposalEquivocationError extends GridError {
  override readonly name = "ProposalEquivocationError";

  constructor({ period, batch, attempt, root }: Proposal, refused: Proposal) {
    super(
      `For attempt ${attempt} at batch ${batch} of period ${period} root ${root} is signed already; ` +
        `${refused.root} is not signed.`,
      { hint: "The next attempt may be signed anew; leave the files in the state folder as they are." },
    );
  }
}
