import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";
import { ROLES } from "../../../sdk/access/roles.ts";
import { exampleMeasurement, goToProposal, stateCode } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const DELAY = 3 * 24 * 3600;

/** The local network, but what the measurement admin does is visible for three days before it takes effect. */
async function fixture() {
  const context = await endedPeriod(connection);
  const { roles } = localSettings();
  const delayed = { ...roles.measurementAdmin, executionDelaySeconds: DELAY };
  const grid = await deployGrid(connection, localSettings({ roles: { ...roles, measurementAdmin: delayed } }));
  await goToProposal(connection, grid, context.period);
  return { ...context, grid, measurements: grid.Measurements, manager: grid.AccessManager };
}

/** Attempts 0 to `times` - 1 were rejected; `proposal` is the next one. */
async function rejected(times: number) {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, attestors, measurements, guardian, period } = context;
  for (let attempt = 0; attempt < times; attempt++) {
    const { proposal } = prepareBatch([exampleMeasurement()], { period, attempt });
    await measurements.propose(proposal, await signProposal(grid, proposal, attestors.slice(0, 3)));
    await measurements.connect(guardian).reject(period, 0);
  }
  return { ...context, ...prepareBatch([exampleMeasurement()], { period, attempt: times }) };
}

/** The admin announced the proposal of a batch that was rejected twice, and waited. */
async function announced() {
  const context = await rejected(2);
  const { measurements, manager, admin, proposal } = context;
  const data = measurements.interface.encodeFunctionData("proposeAsAdmin", [proposal]);
  await manager.connect(admin).schedule(measurements, data, 0);
  await time.increase(DELAY);
  return { ...context, asAdmin: measurements.connect(admin), data };
}

describe("Measurements", () => {
  describe("the admin proposing a batch that was rejected twice", () => {
    it("needs no signatures, and the guardian cannot reject it", async () => {
      const { measurements, asAdmin, guardian, proposal, leaves, period } = await announced();

      await expect(asAdmin.proposeAsAdmin(proposal))
        .to.emit(measurements, "MeasurementsProposed")
        .withArgs(period, 0, 2, 1, 1, proposal.root, 1, proposal.dataHash, true);
      await measurements.publish(period, 0, leaves, ZeroHash);
      await expect(measurements.connect(guardian).reject(period, 0))
        .to.be.revertedWithCustomError(measurements, "MeasurementsUnrejectable")
        .withArgs(period, 0);
      await time.increaseTo(await measurements.finalAtOf(period, 0));
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("final"));
    });

    it("is announced for as long as the role's delay says", async () => {
      const { measurements, manager, admin, proposal } = await rejected(2);
      const data = measurements.interface.encodeFunctionData("proposeAsAdmin", [proposal]);
      const operation = await manager.hashOperation(admin, measurements, data);
      const asAdmin = measurements.connect(admin);

      await expect(asAdmin.proposeAsAdmin(proposal))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
        .withArgs(operation);
      await manager.connect(admin).schedule(measurements, data, 0);
      const readyAt = (await time.latest()) + DELAY;
      await time.setNextBlockTimestamp(readyAt - 1);
      await expect(asAdmin.proposeAsAdmin(proposal))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotReady")
        .withArgs(operation);
      await time.setNextBlockTimestamp(readyAt);
      await expect(asAdmin.proposeAsAdmin(proposal)).to.emit(measurements, "MeasurementsProposed");
    });

    it("can be executed through the access manager", async () => {
      const { measurements, manager, admin, data } = await announced();

      await expect(manager.connect(admin).execute(measurements, data)).to.emit(measurements, "MeasurementsProposed");
    });

    it("comes too late once the attestors have proposed it", async () => {
      const { grid, measurements, asAdmin, attestors, proposal, period } = await announced();
      await measurements.propose(proposal, await signProposal(grid, proposal, attestors.slice(0, 3)));

      await expect(asAdmin.proposeAsAdmin(proposal))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period, 0, stateCode("publishing"));
    });

    for (const times of [0, 1]) {
      it(`is not possible after ${times} rejections`, async () => {
        const { measurements, manager, admin, proposal, period } = await rejected(times);
        const data = measurements.interface.encodeFunctionData("proposeAsAdmin", [proposal]);
        await manager.connect(admin).schedule(measurements, data, 0);
        await time.increase(DELAY);

        await expect(measurements.connect(admin).proposeAsAdmin(proposal))
          .to.be.revertedWithCustomError(measurements, "MeasurementsRejectionsMissing")
          .withArgs(period, 0, times, 2);
      });
    }

    it("obeys the other rules of a proposal", async () => {
      const { grid, measurements, admin, proposal, period } = await rejected(2);
      const { AccessManager } = grid;
      const wrong = { ...proposal, attempt: 3 };
      const data = measurements.interface.encodeFunctionData("proposeAsAdmin", [wrong]);
      await AccessManager.connect(admin).schedule(measurements, data, 0);
      await time.increase(DELAY);

      await expect(measurements.connect(admin).proposeAsAdmin(wrong))
        .to.be.revertedWithCustomError(measurements, "MeasurementsAttemptInvalid")
        .withArgs(period, 0, 3, 2);
    });

    it("is for the holder of the role alone", async () => {
      const { measurements, manager, guardian, attestors, stranger, proposal } = await rejected(2);
      expect(await manager.hasRole(ROLES.measurementAdmin.id, guardian)).to.deep.equal([false, 0n]);

      for (const caller of [guardian, attestors[0]!, stranger]) {
        await expect(measurements.connect(caller).proposeAsAdmin(proposal))
          .to.be.revertedWithCustomError(measurements, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });
});
