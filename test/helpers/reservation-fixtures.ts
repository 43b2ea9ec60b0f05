import type { AddressLike, Signer, TypedDataDomain, TypedDataField } from "ethers";
import { encodeBytes32String, id, ZeroAddress } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";
import { ROLES } from "../../sdk/access/roles.ts";
import type { CapacityStruct } from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import type { AvailabilityStruct } from "../../typechain-types/contracts/interfaces/IProofOfService.ts";
import type { ReservationRequestStruct } from "../../typechain-types/contracts/interfaces/IReservations.ts";
import { Escrow__factory } from "../../typechain-types/factories/contracts/reservation/Escrow__factory.ts";
import { Forecasts__factory } from "../../typechain-types/factories/contracts/reservation/Forecasts__factory.ts";
import { Names__factory } from "../../typechain-types/factories/contracts/reservation/Names__factory.ts";
import { Offers__factory } from "../../typechain-types/factories/contracts/reservation/Offers__factory.ts";
import { Pricing__factory } from "../../typechain-types/factories/contracts/reservation/Pricing__factory.ts";
import { ProofOfService__factory } from "../../typechain-types/factories/contracts/reservation/ProofOfService__factory.ts";
import { Reservations__factory } from "../../typechain-types/factories/contracts/reservation/Reservations__factory.ts";
import { FreePriceFeed__factory } from "../../typechain-types/factories/test/contracts/FreePriceFeed__factory.ts";
import { gridWithFarms } from "./directory-fixtures.ts";
import { FAR_FUTURE, GENESIS_PRICES, NOTICE, PRICE, UNITS_PER_TFT, WINDOW } from "./escrow-fixtures.ts";
import { GIB, registerNode } from "./nodes.ts";
import { signByMembers } from "./signatures.ts";

export type ReservationContext = Awaited<ReturnType<typeof emptyReservations>>;

export const KIND = { none: 0n, shared: 1n, dedicated: 2n, included: 3n };
export const STATE = { none: 0n, pending: 1n, active: 2n, paused: 3n, closed: 4n };
export const REASON = {
  none: 0n,
  cancelled: 1n,
  notAcknowledged: 2n,
  exhausted: 3n,
  farmerNotice: 4n,
  pricingRetired: 5n,
  dedicationClosed: 6n,
};

/** What operators may do for the tenants' accounts. */
export const GENEROUS = { maxRate: 10n ** 16n, maxCharge: 10_000n * UNITS_PER_TFT, expiresAt: FAR_FUTURE };

/** A quarter of node 1: 1 CU and 1.28 SU. */
export const QUARTER: CapacityStruct = { cru: 2n, mru: 4n * GIB, sru: 256n * GIB, hru: 0n };

export const NO_CAPACITY: CapacityStruct = { cru: 0n, mru: 0n, sru: 0n, hru: 0n };

/** Nodes 1 (farm 1) and 2 (farm 2) with {@link EXAMPLE_CAPACITY}, addresses 185.206.122.1 … .12 of farm 1. Nothing is reserved. */
export async function emptyReservations(connection: NetworkConnection<string>) {
  const context = await gridWithFarms(connection);
  const { grid, deployer, admin, governor, policyManager, guardian, farmer, otherFarmer, verifiers } = context;
  const { TFT: tft, AccessManager: access, Directory: directory, PublicIps: publicIps, Attestors: attestation } = grid;
  const { nodeKey, otherKey } = context;
  await registerNode(grid, { farmer, nodeKey });
  await registerNode(grid, { farmer: otherFarmer, nodeKey: otherKey }, { farmId: 2n, key: otherKey.address });
  const addresses = Array.from({ length: 12 }, (_, index) => ipOf(index + 1));
  await publicIps.connect(farmer).add(1n, addresses);

  const feed = await new FreePriceFeed__factory(deployer).deploy(PRICE);
  const pricing = await new Pricing__factory(deployer).deploy(NOTICE, access);
  const proof = await new ProofOfService__factory(deployer).deploy(directory, attestation);
  const escrow = await new Escrow__factory(deployer).deploy(tft, feed, pricing, directory, proof, WINDOW, access);
  const forecasts = await new Forecasts__factory(deployer).deploy(escrow, feed);
  const offers = await new Offers__factory(deployer).deploy(directory, access);
  const reservations = await new Reservations__factory(deployer).deploy({
    directory,
    publicIps,
    offers,
    escrow,
    forecasts,
    pricing,
    priceFeed: feed,
    proofOfService: proof,
  });
  const names = await new Names__factory(deployer).deploy(escrow, pricing, feed);
  await directory.connect(governor).setBooker(reservations, 1n);

  const asAdmin = access.connect(admin);
  const versioning = (["add", "retire"] as const).map((name) => pricing.interface.getFunction(name).selector);
  await asAdmin.setTargetFunctionRole(pricing, versioning, ROLES.policyManager.id);
  const approving = offers.interface.getFunction("approveProvider").selector;
  await asAdmin.setTargetFunctionRole(offers, [approving], ROLES.policyManager.id);
  const pausing = escrow.interface.getFunction("pauseOpening").selector;
  await asAdmin.setTargetFunctionRole(escrow, [pausing], ROLES.guardian.id);
  const [foundation, stakers, tenant, otherTenant] = [verifiers[0]!, verifiers[1]!, context.booker, context.stranger];
  const payees = { foundation: foundation.address, stakers: stakers.address };
  const split = { farmBps: 5000n, foundationBps: 4000n, stakersBps: 1000n, ...payees };
  await pricing.connect(policyManager).add(GENESIS_PRICES, split);

  await tft.connect(governor).setMinter(admin, 2n ** 63n, 1n);
  for (const party of [tenant, otherTenant]) {
    await tft.connect(admin).mint(party, 1_000_000n * UNITS_PER_TFT);
    await tft.connect(party).approve(escrow, 2n ** 256n - 1n);
  }
  return {
    ...context,
    ...{ guardian, tft, publicIps, feed, pricing, proof, escrow, forecasts, offers, reservations, names, split },
    ...{ foundation, stakers, tenant, otherTenant, provider: context.verifier, manager: context.certifier },
  };
}

/** Account 1 is the tenant's, account 2 the other tenant's: 1,000 TFT each, all operators approved. */
export async function fundedTenants(connection: NetworkConnection<string>, units = 1000n * UNITS_PER_TFT) {
  const context = await emptyReservations(connection);
  await fundTenant(context, context.tenant, units);
  await fundTenant(context, context.otherTenant, units);
  return context;
}

/** Reservation 1 waits for its node. */
export async function pendingReservation(connection: NetworkConnection<string>) {
  const context = await fundedTenants(connection);
  const reservationId = await reserve(context);
  return { ...context, reservationId, reservedAt: await connection.networkHelpers.time.latest() };
}

/** Reservation 1, of {@link QUARTER} and an address on node 1, runs since the latest block. */
export async function activeReservation(connection: NetworkConnection<string>) {
  const context = await pendingReservation(connection);
  await acknowledge(context, context.reservationId);
  return { ...context, startedAt: await connection.networkHelpers.time.latest() };
}

/** Node 1 is dedicated to account 1 by reservation 1, which runs since the latest block. */
export async function dedicatedNode(connection: NetworkConnection<string>) {
  const context = await fundedTenants(connection);
  const reservationId = await reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n });
  await acknowledge(context, reservationId);
  return { ...context, reservationId, startedAt: await connection.networkHelpers.time.latest() };
}

/** A new account with a deposit, for which Reservations and Names may do as much as {@link GENEROUS} says. */
async function fundTenant(context: ReservationContext, tenant: HardhatEthersSigner, units: bigint) {
  const escrow = context.escrow.connect(tenant);
  await escrow.openAccount();
  const accountId = await escrow.accountCount();
  await escrow.deposit(accountId, units);
  await escrow.approve(accountId, context.reservations, GENEROUS);
  await escrow.approve(accountId, context.names, GENEROUS);
  return accountId;
}

/** What the tenant asks for when a test does not say otherwise. */
export function reservationOf(changes: Partial<ReservationRequestStruct> = {}): ReservationRequestStruct {
  return {
    accountId: 1n,
    nodeId: 1n,
    isDedicated: false,
    ipv4Count: 1n,
    provider: ZeroAddress,
    capacity: QUARTER,
    deploymentHash: id("deployment"),
    ref: encodeBytes32String(""),
    mostRate: 2n ** 64n - 1n,
    dailyTrafficBytes: 0n,
    ...changes,
  };
}

/** Reserves for the tenant, or for whom the test says. */
export async function reserve(
  { reservations, escrow, tenant }: ReservationContext,
  changes: Partial<ReservationRequestStruct> = {},
  sender: Signer = tenant,
): Promise<bigint> {
  await reservations.connect(sender).reserve(reservationOf(changes));
  return escrow.streamCount();
}

/** Node 1 acknowledges what the reservation waits for. */
export async function acknowledge(
  { reservations, nodeKey }: ReservationContext,
  reservationId: bigint,
  deploymentHash = id("deployment"),
) {
  return reservations.connect(nodeKey).acknowledge(reservationId, deploymentHash, "0x");
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

/** A node's signature under what it acknowledges. */
export async function signAcknowledgement(
  { reservations }: ReservationContext,
  signer: Signer,
  statement: { reservationId: bigint; streamId: bigint; deploymentHash: string },
): Promise<string> {
  const domain = await domainOf("ThreeFold Reservations", reservations, signer);
  return signer.signTypedData(domain, ACKNOWLEDGEMENT_TYPES, statement);
}

/** A node's signature under the traffic of a reservation. */
export async function signVoucher(
  { reservations }: ReservationContext,
  signer: Signer,
  statement: { reservationId: bigint; totalBytes: bigint },
): Promise<string> {
  return signer.signTypedData(await domainOf("ThreeFold Reservations", reservations, signer), VOUCHER_TYPES, statement);
}

/** A statement about node 1: all served unless said otherwise. */
export function availabilityOf(
  from: number,
  to: number,
  changes: Partial<AvailabilityStruct> = {},
): AvailabilityStruct {
  return { nodeId: 1n, from, to, servedSeconds: to - from, stopIndex: 0n, setVersion: 1n, ...changes };
}

/** Signatures of the first attestors of the set: three of five are a quorum. */
export async function signAvailability(
  { proof, attestors }: ReservationContext,
  availability: AvailabilityStruct,
  signers: readonly Signer[] = attestors.slice(0, 3),
) {
  const domain = await domainOf("ThreeFold Proof of Service", proof, signers[0]!);
  return signByMembers(signers, domain, AVAILABILITY_TYPES, availability);
}

/** Settles streams of node 1 by a statement that a quorum signs. */
export async function settle(context: ReservationContext, streamIds: bigint[], availability: AvailabilityStruct) {
  const signatures = await signAvailability(context, availability);
  return context.proof.settle(context.escrow, streamIds, availability, signatures);
}

async function domainOf(name: string, contract: AddressLike, signer: Signer): Promise<TypedDataDomain> {
  const { chainId } = await signer.provider!.getNetwork();
  const verifyingContract = await (contract as { getAddress(): Promise<string> }).getAddress();
  return { name, version: "1", chainId, verifyingContract };
}

/** An address of the network in which farm 1 has its own. */
export function ipOf(host: number) {
  const network = (185 << 24) | (206 << 16) | (122 << 8);
  return { ip: BigInt((network | host) >>> 0), prefixLength: 24n, gateway: BigInt((network | 254) >>> 0) };
}
