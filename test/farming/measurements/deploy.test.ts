import { expect } from "chai";
import hre from "hardhat";
import { Measurements__factory } from "../../../typechain-types/factories/contracts/farming/Measurements__factory.ts";
import { TIMING } from "../../helpers/batches.ts";
import { emptyGrid } from "../../helpers/directory-fixtures.ts";
import { fields, structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const EXAMPLE = { submissionDelay: 10n, dueDelay: 20n, publicationTime: 30n, reviewWindow: 40n };

async function fixture() {
  const context = await emptyGrid(connection);
  const { grid, deployer } = context;
  const deploy = (timing: typeof EXAMPLE) =>
    new Measurements__factory(deployer).deploy(grid.Directory, grid.Attestors, timing, grid.AccessManager);
  return { ...context, measurements: grid.Measurements, deploy };
}

describe("Measurements", () => {
  describe("deploying", () => {
    it("takes the attestors and delays of the network's parameters", async () => {
      const { grid, measurements } = await networkHelpers.loadFixture(fixture);

      expect(await measurements.ATTESTORS()).to.equal(await grid.Attestors.getAddress());
      const [started] = await measurements.queryFilter(measurements.filters.MeasurementsStarted());
      expect(started!.args.attestors).to.equal(await grid.Attestors.getAddress());
      expect(started!.args.timing).to.satisfy(
        structWith({
          submissionDelay: TIMING.submissionDelaySeconds,
          dueDelay: TIMING.dueDelaySeconds,
          publicationTime: TIMING.publicationTimeSeconds,
          reviewWindow: TIMING.reviewWindowSeconds,
        }),
      );
    });

    it("needs time for publication, and may leave none for anything else", async () => {
      const { measurements, deploy } = await networkHelpers.loadFixture(fixture);
      const noTime = { ...EXAMPLE, publicationTime: 0n };

      await expect(deploy(noTime))
        .to.be.revertedWithCustomError(measurements, "MeasurementsTimingInvalid")
        .withArgs(fields(noTime));
      const hasty = await deploy({ submissionDelay: 0n, dueDelay: 0n, publicationTime: 1n, reviewWindow: 0n });
      expect(await hasty.timing()).to.deep.equal([0n, 0n, 1n, 0n]);
    });

    it("has a domain of its own for signatures", async () => {
      const { measurements } = await networkHelpers.loadFixture(fixture);
      const { name, version, verifyingContract } = await measurements.eip712Domain();

      expect([name, version, verifyingContract]).to.deep.equal([
        "ThreeFold Measurements",
        "1",
        await measurements.getAddress(),
      ]);
    });
  });
});
