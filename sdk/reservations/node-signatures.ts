import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import type { Grid } from "../network/grid.ts";

/** What a node signs when it runs what it is to run. */
export interface Acknowledgement {
  readonly reservationId: number;
  /** What pays from then on: the stream of the change that waits, else the present one. */
  readonly streamId: number;
  /** 32 bytes: of what the node runs. */
  readonly deploymentHash: string;
}

/** What a node signs about traffic. */
export interface TrafficVoucher {
  readonly reservationId: number;
  /** All public traffic of the reservation since it began, in bytes. */
  readonly totalBytes: bigint;
}

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

/** Signs, as a node, that it runs what it is to run. */
export async function signAcknowledgement(grid: Grid, node: Signer, statement: Acknowledgement): Promise<string> {
  return node.signTypedData(await domainOf(grid), ACKNOWLEDGEMENT_TYPES, statement);
}

/** Signs, as a node, how much traffic a reservation had. */
export async function signVoucher(grid: Grid, node: Signer, statement: TrafficVoucher): Promise<string> {
  return node.signTypedData(await domainOf(grid), VOUCHER_TYPES, statement);
}

async function domainOf({ Reservations }: Grid): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await Reservations.eip712Domain();
  return { name, version, chainId, verifyingContract };
}
