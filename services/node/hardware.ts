import { blockDevices, cpu, diskLayout, mem, system } from "systeminformation";
import type { Systeminformation } from "systeminformation";
import { formatCapacity, formatGib } from "../../sdk/directory/format-capacity.ts";
import { GridError } from "../../sdk/grid-error.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";

/** What holds no data of its own, or goes with a stick. */
const NO_DISK = /^(zram|ram|loop|nbd|md|dm-|sr|fd|mmcblk\d+boot)/;

type DiskKind = "SSD" | "HDD" | "unknown";

interface Disk {
  readonly name: string;
  readonly kind: DiskKind;
  readonly bytes: bigint;
}

/** What a machine is, as its operating system tells. */
export interface Hardware {
  /** Disks of unknown kind are not in it. */
  readonly capacity: Capacity;
  readonly isVirtualized: boolean;
  readonly serialNumber: string;
  readonly disks: readonly Disk[];
}

/** What is asked of the operating system. */
export interface HardwareReadings {
  readonly cpu: Pick<Systeminformation.CpuData, "cores">;
  readonly memory: Pick<Systeminformation.MemData, "total">;
  readonly system: Pick<Systeminformation.SystemData, "virtual" | "serial">;
  readonly devices: readonly Pick<
    Systeminformation.BlockDevicesData,
    "name" | "type" | "size" | "physical" | "removable"
  >[];
  readonly layouts: readonly Pick<Systeminformation.DiskLayoutData, "device" | "type">[];
}

/**
 * Measures this machine.
 *
 * @param ssds Disks that are SSDs, by their names, whatever the system takes them for
 * @throws {DiskMissingError} When the machine shows no disk of such a name
 */
export async function measureHardware(ssds: readonly string[] = []): Promise<Hardware> {
  const [processor, memory, machine, devices, layouts] = await Promise.all([
    cpu(),
    mem(),
    system(),
    blockDevices(),
    diskLayout(),
  ]);
  return toHardware({ cpu: processor, memory, system: machine, devices, layouts }, ssds);
}

/** What the readings come to; the operator knows of some disks that they are SSDs. */
export function toHardware(
  { cpu, memory, system, devices, layouts }: HardwareReadings,
  ssds: readonly string[] = [],
): Hardware {
  const told = new Set(ssds.map((name) => name.replace(/^\/dev\//, "")));
  const disks = devices
    .filter(({ name, type, size, removable }) => type === "disk" && size > 0 && !removable && !NO_DISK.test(name))
    .map((device): Disk => {
      const kind = told.has(device.name) ? "SSD" : kindOf(device, layouts);
      return { name: device.name, kind, bytes: BigInt(device.size) };
    });
  for (const name of told) if (!disks.some((disk) => disk.name === name)) throw new DiskMissingError(name, disks);
  return {
    capacity: {
      cru: cpu.cores,
      mruBytes: BigInt(memory.total),
      sruBytes: bytesOf(disks, "SSD"),
      hruBytes: bytesOf(disks, "HDD"),
    },
    isVirtualized: system.virtual,
    serialNumber: system.serial === "-" ? "" : system.serial,
    disks,
  };
}

/** The machine for people. */
export function describeHardware({ capacity, isVirtualized, disks }: Hardware): string {
  const unknown = disks.filter(({ kind }) => kind === "unknown");
  return [
    `Hardware: ${formatCapacity(capacity)}.`,
    ...disks.map(({ name, kind, bytes }) => `  ${name}: ${formatGib(bytes)} ${kind}`),
    ...unknown.map(({ name }) => `${name} says neither that it is an SSD nor an HDD, and is not counted.`),
    ...(isVirtualized ? ["It runs inside another machine: such nodes earn nothing."] : []),
  ].join("\n");
}

/** What the disk itself says is better than what the kernel takes it for. */
function kindOf(
  { name, physical }: HardwareReadings["devices"][number],
  layouts: HardwareReadings["layouts"],
): DiskKind {
  const told = layouts.find(({ device }) => device === name || device === `/dev/${name}`)?.type ?? physical;
  if (told === "SSD" || told === "NVMe") return "SSD";
  return told === "HDD" || told === "HD" ? "HDD" : "unknown";
}

function bytesOf(disks: readonly Disk[], wanted: DiskKind): bigint {
  return disks.filter(({ kind }) => kind === wanted).reduce((sum, { bytes }) => sum + bytes, 0n);
}

/** The machine shows no disk of that name. */
export class DiskMissingError extends GridError {
  override readonly name = "DiskMissingError";

  constructor(name: string, disks: readonly Disk[]) {
    const shown = disks.length === 0 ? "none" : disks.map((disk) => disk.name).join(", ");
    super(`This machine shows no disk ${name}.`, { hint: `It shows: ${shown}.` });
  }
}
