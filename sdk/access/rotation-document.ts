import { z } from "zod";
import { parseDocument } from "../measurements/parse-document.ts";
import { requireTarget } from "../network/document-target.ts";
import type { DocumentTarget } from "../network/document-target.ts";
import type { Grid } from "../network/grid.ts";
import { requireValidSet, rotationDomain } from "./rotation.ts";
import type { Rotation } from "./rotation.ts";
import { SIGNER_SET_NAMES } from "./signer-sets.ts";
import type { SignerSetName } from "./signer-sets.ts";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address");

/** What a rotation's documents begin with: whose set, on which chain, and what becomes of it. */
export const rotationSchema = z.strictObject({
  chainId: z.string().regex(/^\d+$/, "must be a number in quotation marks"),
  contract: address,
  set: z.enum(SIGNER_SET_NAMES),
  rotation: z.strictObject({
    version: z.int().min(1).max(0xffffffff),
    members: z.array(address),
    threshold: z.int().min(0).max(0xff),
  }),
});

const rotationDocument = z.strictObject({ format: z.literal("tfgrid-rotation-1"), ...rotationSchema.shape });

/** A set and what becomes of it. */
export interface SetRotation {
  readonly set: SignerSetName;
  readonly rotation: Rotation;
}

/** A rotation with everything that its signers and the submitter need, as JSON text. */
export async function writeRotation(grid: Grid, { set, rotation }: SetRotation): Promise<string> {
  const document = { format: "tfgrid-rotation-1", ...(await rotationTarget(grid, set)), set, rotation };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what {@link writeRotation} wrote and checks it: made for this deployment, and of a set that the contract can take.
 * @throws DocumentMalformedError, OtherDeploymentError, SignerSetInvalidError
 */
export async function readRotation(grid: Grid, text: string): Promise<SetRotation> {
  const { set, rotation, ...stated } = parseDocument(rotationDocument, text, "a rotation");
  requireTarget("rotation", stated, await rotationTarget(grid, set));
  requireValidSet(rotation);
  return { set, rotation };
}

/** What documents about a set of this deployment must name. */
export async function rotationTarget(grid: Grid, set: SignerSetName): Promise<DocumentTarget> {
  const { chainId, verifyingContract } = await rotationDomain(grid, set);
  return { chainId: String(chainId), contract: String(verifyingContract) };
}
