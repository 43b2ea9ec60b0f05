import { decodeBase64, encodeBase64 } from "ethers";
import { z } from "zod";
import { GridError } from "../grid-error.ts";
import { requireTarget } from "../network/document-target.ts";
import type { Grid } from "../network/grid.ts";
import { parseDocument } from "./parse-document.ts";
import { prepareBatchFromLeaves } from "./prepare-batch.ts";
import type { PreparedBatch } from "./prepare-batch.ts";

const bytes32 = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "must be 32 bytes: 0x and 64 hexadecimal digits");
const u16 = z.int().min(0).max(0xffff);
const u24 = z.int().min(0).max(0xffffff);
const u32 = z.int().min(0).max(0xffffffff);

export const proposalSchema = z.strictObject({
  period: u24,
  batch: u16,
  attempt: u16,
  attestorSetVersion: u32,
  ruleSetId: u32,
  root: bytes32,
  count: u32,
  dataHash: bytes32,
  isUnanimous: z.boolean(),
});

/** The chain and the contract that a document is meant for. */
export const deploymentSchema = z.strictObject({
  chainId: z.string().regex(/^\d+$/, "must be a number in quotation marks"),
  measurements: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address"),
});

type Deployment = z.output<typeof deploymentSchema>;

const proposalDocument = z.strictObject({
  format: z.literal("tfgrid-proposal-1"),
  ...deploymentSchema.shape,
  proposal: proposalSchema,
  /** The leaves in base64, so that whoever signs can check them and whoever submits can publish them. */
  leaves: z.base64(),
});

/** A batch with everything that signers and the submitter need, as JSON text. */
export async function writeProposal(grid: Grid, batch: PreparedBatch): Promise<string> {
  const document: z.output<typeof proposalDocument> = {
    format: "tfgrid-proposal-1",
    ...(await deploymentOf(grid)),
    proposal: batch.proposal,
    leaves: encodeBase64(batch.leaves),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what {@link writeProposal} wrote and checks it: made for this deployment, leaves in order, and hashed to what the
 * proposal states. So a signature never covers anything that its signer could not have recomputed.
 * @throws DocumentMalformedError, OtherDeploymentError, ProposalMismatchError, LeafOrderError, DuplicateMeasurementError
 */
export async function readProposal(grid: Grid, text: string): Promise<PreparedBatch> {
  const { proposal, leaves, chainId, measurements } = parseDocument(proposalDocument, text, "a proposal");
  await requireThisDeployment(grid, { chainId, measurements }, "proposal");

  const batch = prepareBatchFromLeaves(decodeBase64(leaves), proposal);
  for (const field of ["root", "count", "dataHash"] as const) {
    const [stated, computed] = [proposal[field], batch.proposal[field]];
    if (String(stated).toLowerCase() !== String(computed)) throw new ProposalMismatchError(field, stated, computed);
  }
  return batch;
}

/** What documents for this deployment must name. */
export async function deploymentOf(grid: Grid): Promise<Deployment> {
  const { chainId, verifyingContract } = await grid.Measurements.eip712Domain();
  return { chainId: chainId.toString(), measurements: verifyingContract };
}

/** @throws OtherDeploymentError */
export async function requireThisDeployment(grid: Grid, stated: Deployment, kind: string): Promise<void> {
  const here = await deploymentOf(grid);
  requireTarget(kind, targetOf(stated), targetOf(here));
}

function targetOf({ chainId, measurements }: Deployment) {
  return { chainId, contract: measurements };
}

/** A proposal does not describe the leaves that come with it. */
export class ProposalMismatchError extends GridError {
  override readonly name = "ProposalMismatchError";

  constructor(field: string, stated: string | number, computed: string | number) {
    super(`The proposal states ${field} ${stated}, but its leaves give ${computed}.`, {
      hint: "Do not sign it; ask for it again, or make it anew from the measurements.",
    });
  }
}
