import type { Signer } from "ethers";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import { formatCapacity } from "../../sdk/directory/format-capacity.ts";
import { registerNodeAndWait } from "../../sdk/directory/register-node.ts";
import type { Registration } from "../../sdk/directory/registration.ts";
import type { Consent } from "../../sdk/directory/sign-consent.ts";
import { GridError } from "../../sdk/grid-error.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import type { Hardware } from "./hardware.ts";

/** Farmer and machine may differ by a hundredth: kernels keep more or less memory for themselves. */
const TOLERANCE = 100n;

/** What a farmer agreed to. */
export interface FarmerConsent {
  readonly registration: Registration;
  readonly consent: Consent;
}

/** The number of the node that a key serves; undefined for none. */
export async function findNode({ Directory }: Grid, key: string): Promise<number | undefined> {
  const nodeId = Number(await Directory.nodeByKey(key));
  return nodeId === 0 ? undefined : nodeId;
}

/**
 * Registers the machine as a node: its key sends, the farmer agreed.
 *
 * @throws {HardwareDiffersError} When the farmer agreed to another machine
 */
export async function registerMachine(
  grid: Grid,
  signer: Signer,
  hardware: Hardware,
  { registration, consent }: FarmerConsent,
): Promise<number> {
  const key = await signer.getAddress();
  if (registration.key.toLowerCase() !== key.toLowerCase()) throw new ConsentKeyError(registration.key, key);
  requireSameHardware(hardware, registration);
  const parameters = { registration, nodeConsent: NO_CONSENT, farmerConsent: consent };
  return (await registerNodeAndWait(grid, signer, parameters)).nodeId;
}

/** How the farmer agrees to this machine. */
export function consentCommand(key: string, { capacity, isVirtualized, serialNumber }: Hardware): string {
  const { cru, mruBytes, sruBytes, hruBytes } = capacity;
  const size = `--cru ${cru} --mru ${mruBytes} --sru ${sruBytes} --hru ${hruBytes}${isVirtualized ? " --virtualized" : ""}`;
  const serial = /^[\w.-]+$/.test(serialNumber) ? ` --serial-number ${serialNumber}` : "";
  return `tfgrid node consent join --farm N --node-key ${key} ${size}${serial} --country NAME --city NAME --out consent.json`;
}

function requireSameHardware(hardware: Hardware, { capacity, isVirtualized }: Registration): void {
  const isClose = (measured: bigint, agreed: bigint) => {
    const difference = measured > agreed ? measured - agreed : agreed - measured;
    return difference * TOLERANCE <= agreed;
  };
  const { capacity: measured } = hardware;
  const isSame =
    measured.cru === capacity.cru &&
    isClose(measured.mruBytes, capacity.mruBytes) &&
    isClose(measured.sruBytes, capacity.sruBytes) &&
    isClose(measured.hruBytes, capacity.hruBytes);
  if (!isSame) throw new HardwareDiffersError(measured, capacity);
  if (hardware.isVirtualized !== isVirtualized) throw new VirtualizationDiffersError(hardware.isVirtualized);
}

/** The key serves no node, and nobody agreed that it joins a farm. */
export class NodeUnregisteredError extends GridError {
  override readonly name = "NodeUnregisteredError";

  constructor(key: string, hardware: Hardware) {
    super(`The key ${key} serves no node.`, {
      hint: `Have the farmer sign \`${consentCommand(key, hardware)}\`, and name that file with --consent.`,
    });
  }
}

/** The farmer agreed to another key. */
export class ConsentKeyError extends GridError {
  override readonly name = "ConsentKeyError";

  constructor(agreed: string, key: string) {
    super(`The farmer agreed to the key ${agreed}, not to this node's ${key}.`, {
      hint: "Have the consent signed again, with this key.",
    });
  }
}

/** The farmer agreed to other hardware. */
export class HardwareDiffersError extends GridError {
  override readonly name = "HardwareDiffersError";

  constructor(measured: Capacity, agreed: Capacity) {
    super(`This machine has ${formatCapacity(measured)}; the farmer agreed to ${formatCapacity(agreed)}.`, {
      hint: "Have the consent signed again, with what the machine has; up to 1 % of difference is allowed.",
    });
  }
}

/** The farmer was told wrongly whether the machine is a virtual one. */
export class VirtualizationDiffersError extends GridError {
  override readonly name = "VirtualizationDiffersError";

  constructor(isVirtualized: boolean) {
    super(
      isVirtualized
        ? "This machine runs inside another one; the farmer agreed to one of its own."
        : "This machine is one of its own; the farmer agreed to one that runs inside another.",
      { hint: `Have the consent signed again, ${isVirtualized ? "with" : "without"} --virtualized.` },
    );
  }
}
