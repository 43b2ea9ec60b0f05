import type {
  CapacityStruct,
  NodeDetailsStruct,
  RegistrationStruct,
} from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import type { Capacity } from "../rules/capacity.ts";

/** Where and what a node is, for people and explorers. */
export interface NodeDetails {
  /** 2 to 56 bytes. */
  readonly country: string;
  /** 1 to 58 bytes. */
  readonly city: string;
  /** Degrees north, from -90 to 90; left out when unknown. */
  readonly latitude?: number | undefined;
  /** Degrees east, from -180 to 180; left out when unknown. */
  readonly longitude?: number | undefined;
  /** The machine's serial number, up to 128 bytes. */
  readonly serialNumber: string;
  /** Whether it booted with verified firmware. */
  readonly hasSecureBoot: boolean;
}

/** What a node and a farmer agree on when the node joins. */
export interface Registration {
  readonly farmId: number;
  /** The address of the node's key. */
  readonly key: string;
  readonly capacity: Capacity;
  /** Public addresses that the node serves. */
  readonly ipv4Count: number;
  /** Whether it runs inside another machine; such nodes earn nothing. */
  readonly isVirtualized: boolean;
  readonly details: NodeDetails;
}

/** The coordinate that means "unknown" on chain. */
const UNKNOWN = -(2n ** 31n);

/** A registration in the form that the contract takes and consents sign. */
export function toRegistrationStruct(registration: Registration): RegistrationStruct {
  const { capacity, details } = registration;
  return { ...registration, capacity: toCapacityStruct(capacity), details: toDetailsStruct(details) };
}

/** Capacity in the form that the contract takes. */
export function toCapacityStruct({ cru, mruBytes, sruBytes, hruBytes }: Capacity): CapacityStruct {
  return { cru, mru: mruBytes, sru: sruBytes, hru: hruBytes };
}

/** Details in the form that the contract takes: degrees in millionths. */
export function toDetailsStruct({ latitude, longitude, ...details }: NodeDetails): NodeDetailsStruct {
  return { ...details, latitudeE6: toMillionths(latitude), longitudeE6: toMillionths(longitude) };
}

function toMillionths(degrees: number | undefined): bigint {
  return degrees === undefined ? UNKNOWN : BigInt(Math.round(degrees * 1_000_000));
}

/** Degrees out of the contract's millionths; undefined when unknown. */
export function toDegrees(millionths: bigint): number | undefined {
  return millionths === UNKNOWN ? undefined : Number(millionths) / 1_000_000;
}
