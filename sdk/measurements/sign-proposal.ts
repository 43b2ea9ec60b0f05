import type { Signer } from "ethers";
import type { Grid } from "../network/grid.ts";
import { deploymentOf } from "./proposal-document.ts";
import { PROPOSAL_TYPES, measurementsDomain } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";
import type { SignatureDocument } from "./signature-document.ts";

/** An attestor's signature over a proposal, as the small document that attestors hand around. */
export async function signProposal(grid: Grid, signer: Signer, proposal: Proposal): Promise<SignatureDocument> {
  const deployment = await deploymentOf(grid);
  const domain = measurementsDomain(BigInt(deployment.chainId), deployment.measurements);
  const [member, signature] = await Promise.all([
    signer.getAddress(),
    signer.signTypedData(domain, PROPOSAL_TYPES, proposal),
  ]);
  return { format: "tfgrid-signature-1", ...deployment, proposal, member, signature };
}
