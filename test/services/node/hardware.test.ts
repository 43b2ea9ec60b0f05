import { expect } from "chai";
import type { HardwareReadings } from "../../../services/node/hardware.ts";
import { describeHardware, DiskMissingError, measureHardware, toHardware } from "../../../services/node/hardware.ts";

const GIB = 2 ** 30;

const device = (name: string, changes: Partial<HardwareReadings["devices"][number]> = {}) => ({
  name,
  type: "disk",
  size: 100 * GIB,
  physical: "HDD",
  removable: false,
  ...changes,
});

const SERVER: HardwareReadings = {
  cpu: { cores: 16 },
  memory: { total: 64 * GIB },
  system: { virtual: false, serial: "GB5C1R2" },
  devices: [
    device("sda"),
    device("sda1", { type: "part" }),
    device("nvme0n1", { physical: "SSD", size: 500 * GIB }),
    device("sdb", { size: 200 * GIB }),
    device("sdc", { removable: true }),
    device("sdd", { physical: "" }),
    device("zram0", { physical: "SSD" }),
    device("sr0", { size: 0 }),
  ],
  layouts: [
    { device: "/dev/sda", type: "HD" },
    { device: "/dev/nvme0n1", type: "NVMe" },
    { device: "/dev/sdb", type: "SSD" },
  ],
};

describe("hardware", () => {
  it("counts disks by what they say of themselves, and none of unknown kind", () => {
    const { capacity, disks, serialNumber } = toHardware(SERVER);

    expect(capacity).to.deep.equal({
      cru: 16,
      mruBytes: BigInt(64 * GIB),
      sruBytes: BigInt(700 * GIB),
      hruBytes: BigInt(100 * GIB),
    });
    expect(disks.map(({ name, kind }) => `${name} ${kind}`)).to.deep.equal([
      "sda HDD",
      "nvme0n1 SSD",
      "sdb SSD",
      "sdd unknown",
    ]);
    expect(serialNumber).to.equal("GB5C1R2");
  });

  it("takes the operator's word for which of the disks are SSDs", () => {
    const { capacity, disks } = toHardware(SERVER, ["/dev/sdd", "sda"]);

    expect(capacity).to.include({ sruBytes: BigInt(900 * GIB), hruBytes: 0n });
    expect(disks.map(({ kind }) => kind)).to.deep.equal(["SSD", "SSD", "SSD", "SSD"]);
    expect(() => toHardware(SERVER, ["sdc"])).to.throw(DiskMissingError, "This machine shows no disk sdc.");
  });

  it("is shown with what is not counted, and why it may earn nothing", () => {
    const text = describeHardware(toHardware({ ...SERVER, system: { virtual: true, serial: "-" } }));

    expect(text).to.contain("Hardware: 16 cores, 64.0 GiB memory, 700.0 GiB SSD, 100.0 GiB HDD.");
    expect(text).to.contain("sdd says neither that it is an SSD nor an HDD, and is not counted.");
    expect(text).to.contain("such nodes earn nothing");
  });

  it("of this machine has cores and memory", async () => {
    const { capacity } = await measureHardware();

    expect(capacity.cru).to.be.greaterThan(0);
    expect(capacity.mruBytes > 2n ** 28n).to.be.true;
  });
});
