import { z } from "zod";
import type { Grid } from "../network/grid.ts";
import { parseDocument } from "./parse-document.ts";
import { deploymentSchema, proposalSchema, requireThisDeployment } from "./proposal-document.ts";

const signatureDocument = z.strictObject({
  format: z.literal("tfgrid-signature-1"),
  ...deploymentSchema.shape,
  /** All that was signed, so that a signature explains itself. */
  proposal: proposalSchema,
  member: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address"),
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal: 0x and pairs of digits"),
});

/** One attestor's signature over a proposal. */
export type SignatureDocument = z.output<typeof signatureDocument>;

/** A signature as JSON text. */
export function writeSignature(document: SignatureDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what {@link writeSignature} wrote. Whether the signature is good is {@link collectSignatures}' question.
 * @throws DocumentMalformedError, OtherDeploymentError
 */
export async function readSignature(grid: Grid, text: string): Promise<SignatureDocument> {
  const document = parseDocument(signatureDocument, text, "a signature");
  await requireThisDeployment(grid, document, "signature");
  return document;
}
