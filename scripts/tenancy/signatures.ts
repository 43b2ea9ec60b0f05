import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import type { Grid } from "../../sdk/network/grid.ts";
import type { AvailabilityStruct } from "../../typechain-types/contracts/interfaces/IProofOfService.ts";
import type { MemberSignatureStruct } from "../../typechain-types/contracts/reservation/ProofOfService.ts";

const ACKNOWLEDGEMENT_TYPES: Record<string, TypedDataField[]> = {
  Acknowledgement: [
    { name: "reservationId", type: "uint64" },
    { name: "streamId", type: "uint64" },
    { name: "deploymentHash", type: "bytes32" },
  ],
};

const VOUCHER_TYPES: Record<string, TypedDataField[]> = {
  TrafficVoucher: [
    { name: "reservationId", type: "uint64" },
    { name: "totalBytes", type: "uint64" },
  ],
};

const AVAILABILITY_TYPES: Record<string, TypedDataField[]> = {
  Availability: [
    { name: "nodeId", type: "uint32" },
    { name: "from", type: "uint40" },
    { name: "to", type: "uint40" },
    { name: "servedSeconds", type: "uint40" },
    { name: "stopIndex", type: "uint96" },
    { name: "setVersion", type: "uint32" },
  ],
};

/** A node's signature under what it runs for a new reservation, whose stream has its number. */
export async function signAcknowledgement(
  grid: Grid,
  node: Signer,
  { reservationId, deploymentHash }: { readonly reservationId: number; readonly deploymentHash: string },
): Promise<string> {
  const statement = { reservationId, streamId: reservationId, deploymentHash };
  return node.signTypedData(await domainOf(grid.Reservations), ACKNOWLEDGEMENT_TYPES, statement);
}

/** A node's signature under all public traffic of a reservation so far. */
export async function signVoucher(
  grid: Grid,
  node: Signer,
  voucher: { readonly reservationId: number; readonly totalBytes: bigint },
): Promise<string> {
  return node.signTypedData(await domainOf(grid.Reservations), VOUCHER_TYPES, voucher);
}

/** Signatures of attestors under a statement about a node's service, in ascending order of their addresses, as the contract asks. */
export async function signAvailability(
  grid: Grid,
  attestors: readonly Signer[],
  availability: AvailabilityStruct,
): Promise<MemberSignatureStruct[]> {
  const domain = await domainOf(grid.ProofOfService);
  const signatures = await Promise.all(
    attestors.map(async (attestor) => ({
      member: await attestor.getAddress(),
      signature: await attestor.signTypedData(domain, AVAILABILITY_TYPES, availability),
    })),
  );
  return signatures.sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

async function domainOf(contract: Grid["Reservations"] | Grid["ProofOfService"]): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await contract.eip712Domain();
  return { name, version, chainId, verifyingContract };
}
