import { expect } from "chai";
import hre from "hardhat";
import {
  consentCommand,
  ConsentKeyError,
  findNode,
  HardwareDiffersError,
  NodeUnregisteredError,
  registerMachine,
  VirtualizationDiffersError,
} from "../../../services/node/find-node.ts";
import type { Hardware } from "../../../services/node/hardware.ts";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import type { Registration } from "../../../sdk/directory/registration.ts";
import { signConsentToJoin } from "../../../sdk/directory/sign-consent.ts";
import { rejection } from "../../helpers/rejection.ts";
import { deployment, exampleRegistration, FAR_FUTURE } from "../../sdk/directory/directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  const context = await deployment(connection);
  const { grid, farmer, payout, nodeKey } = context;
  await createFarmAndWait(grid, farmer, { name: "alpha", payout: payout.address });
  const registration = exampleRegistration(nodeKey.address);
  const consent = await signConsentToJoin(grid, farmer, { registration, deadline: FAR_FUTURE });
  return { ...context, registration, consent };
}

/** The machine that a farmer agreed to. */
function machineOf({ capacity, isVirtualized }: Registration, changes: Partial<Hardware> = {}): Hardware {
  return { capacity, isVirtualized, serialNumber: "X1", disks: [], ...changes };
}

describe("the agent's node", () => {
  it("is registered with the farmer's consent, and found by its key from then on", async () => {
    const { grid, nodeKey, registration, consent } = await networkHelpers.loadFixture(fixture);
    expect(await findNode(grid, nodeKey.address)).to.equal(undefined);
    const mruBytes = (registration.capacity.mruBytes * 995n) / 1000n;
    const hardware = machineOf(registration, { capacity: { ...registration.capacity, mruBytes } });

    expect(await registerMachine(grid, nodeKey, hardware, { registration, consent })).to.equal(1);
    expect(await findNode(grid, nodeKey.address)).to.equal(1);
  });

  it("is not registered as another machine than the farmer agreed to", async () => {
    const { grid, nodeKey, stranger, registration, consent } = await networkHelpers.loadFixture(fixture);
    const { capacity } = registration;
    const agreed = { registration, consent };
    const attempt = (changes: Partial<Hardware>) =>
      rejection(registerMachine(grid, nodeKey, machineOf(registration, changes), agreed));

    for (const changed of [{ cru: 9 }, { mruBytes: capacity.mruBytes / 2n }, { hruBytes: 1n }]) {
      expect(await attempt({ capacity: { ...capacity, ...changed } })).to.be.instanceOf(HardwareDiffersError);
    }
    expect(await attempt({ isVirtualized: true })).to.be.instanceOf(VirtualizationDiffersError);
    const other = registerMachine(grid, stranger, machineOf(registration), agreed);
    expect(await rejection(other)).to.be.instanceOf(ConsentKeyError);
  });

  it("is asked of the farmer in one sentence that he can run", () => {
    const registration = exampleRegistration(`0x${"11".repeat(20)}`);
    const { hint } = new NodeUnregisteredError(registration.key, machineOf(registration));

    expect(hint).to.contain(consentCommand(registration.key, machineOf(registration)));
    expect(hint).to.contain("--cru 8 --mru 34359738368 --sru 1099511627776 --hru 0 --serial-number X1");
    expect(
      consentCommand("0x1", machineOf(registration, { isVirtualized: true, serialNumber: "To be filled" })),
    ).to.match(/--hru 0 --virtualized --country/);
  });
});
