import type { Signer } from "ethers";
import type { Grid } from "../network/grid.ts";
import { deploymentOf } from "./proposal-document.ts";
import { PROPOSAL_TYPES, measurementsDomain } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";
import type { SignatureDocument } from "./signature-document.ts";

/**
 * An attestor's signature over a proposal, as the small document that attestors hand around.
 *
 * @param party The attestor, when it is a contract wallet (ERC-1271) that the signer signs for
 */
export async function signProposal(
  grid: Grid,
  signer: Signer,
  proposal: Proposal,
  party?: string,
): Promise<SignatureDocument> {
  const deployment = await deploymentOf(grid);
  const domain = measurementsDomain(BigInt(deployment.chainId), deployment.measurements);
  const member = party ?? (await signer.getAddress());
  const signature = await signer.signTypedData(domain, PROPOSAL_TYPES, proposal);
  return { format: "tfgrid-signature-1", ...deployment, proposal, member, signature };
}
