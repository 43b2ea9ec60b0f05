import { writeFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../../../sdk/grid-error.ts";
import { SignerSetNotMemberError } from "../../../../sdk/access/collect-member-signatures.ts";
import { parseMeasurements } from "../../../../sdk/measurements/measurements-document.ts";
import type { MeasurementsDocument } from "../../../../sdk/measurements/measurements-document.ts";
import { prepareBatch } from "../../../../sdk/measurements/prepare-batch.ts";
import type { PreparedBatch } from "../../../../sdk/measurements/prepare-batch.ts";
import { readProposal } from "../../../../sdk/measurements/proposal-document.ts";
import { signProposal } from "../../../../sdk/measurements/sign-proposal.ts";
import { writeSignature } from "../../../../sdk/measurements/signature-document.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { fields } from "../../table.ts";
import { readDocument } from "../../text-file.ts";

interface Flags {
  readonly proposal: string;
  readonly out: string;
  readonly measurements?: string;
  readonly account?: number;
  readonly party?: string;
}

/** Signs a proposal after checking it against its leaves, and against the attestor's own measurements if given. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, folder } = context;
  const batch = await readDocument(folder, flags.proposal, (text) => readProposal(grid, text));
  if (flags.measurements !== undefined) {
    requireSame(batch, await readDocument(folder, flags.measurements, parseMeasurements));
  }

  const signer = await chooseSigner(context, flags.account);
  if (signer === undefined) throw new KeyMissingError();
  const { attestorSetVersion } = batch.proposal;
  const member = flags.party ?? signer.address;
  const isMember = await grid.Attestors.isMember(attestorSetVersion, member);
  if (!isMember) throw new SignerSetNotMemberError(member, attestorSetVersion, "attestors");

  const file = path.resolve(folder, flags.out);
  const document = await signProposal(grid, signer, batch.proposal, flags.party);
  writeFileSync(file, writeSignature(document));
  const { period, root, count } = batch.proposal;
  return {
    document: { file, ...document },
    text: fields({ period: String(period), leaves: String(count), root, "signed by": member, file }),
    hints: [`With enough signatures: tfgrid period submit --proposal ${flags.proposal} --signatures FILES`],
  };
}

function requireSame({ proposal }: PreparedBatch, { measurements }: MeasurementsDocument): void {
  const own = prepareBatch(measurements, proposal);
  if (own.proposal.root !== proposal.root.toLowerCase()) throw new MeasurementsDifferError(proposal.period);
}

/** The attestor measured something else than the proposal states. */
export class MeasurementsDifferError extends GridError {
  override readonly name = "MeasurementsDifferError";

  constructor(period: number) {
    super(`The proposal for period ${period} states other measurements than yours; it was not signed.`, {
      hint: "Compare the two files of measurements, one line per node, and find out who is wrong.",
    });
  }
}
