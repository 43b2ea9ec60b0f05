import type { Registration } from "../../../../sdk/directory/registration.ts";
import type { NodeEntry } from "./nodes-file.ts";

/** The flags that say what one node is. */
export interface HardwareFlags {
  readonly nodeKey?: string;
  readonly nodeKeyFile?: string;
  readonly cru?: number;
  readonly mru?: string;
  readonly sru?: string;
  readonly hru?: string;
  readonly ipv4?: number;
  readonly virtualized?: boolean;
  readonly country?: string;
  readonly city?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly serialNumber?: string;
  readonly secureBoot?: boolean;
}

/** One node that was given by flags, in the form of an entry of a list of nodes. */
export function toEntryDocument(flags: HardwareFlags): unknown {
  const { nodeKey, nodeKeyFile, cru, mru, sru, hru, ipv4, virtualized, country, city, ...rest } = flags;
  const { latitude, longitude, serialNumber, secureBoot } = rest;
  const place = { country, city, latitude, longitude, serialNumber, secureBoot };
  return { key: nodeKey, keyFile: nodeKeyFile, cru, mru, sru, hru, ipv4, virtualized, ...place };
}

/** What node and farmer agree on. */
export function toRegistration(entry: NodeEntry, key: string, farmId: number): Registration {
  const { country, city, latitude, longitude, serialNumber, secureBoot } = entry;
  return {
    farmId,
    key,
    capacity: { cru: entry.cru, mruBytes: entry.mru, sruBytes: entry.sru, hruBytes: entry.hru },
    ipv4Count: entry.ipv4,
    isVirtualized: entry.virtualized,
    details: { country, city, latitude, longitude, serialNumber, hasSecureBoot: secureBoot },
  };
}
