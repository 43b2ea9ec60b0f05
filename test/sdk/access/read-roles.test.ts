import { expect } from "chai";
import hre from "hardhat";
import { readRoles, readTargetDelays } from "../../../sdk/access/read-roles.ts";
import { ROLE_NAMES, ROLES } from "../../../sdk/access/roles.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { deployment } from "../directory/directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return deployment(connection);
}

describe("roles as they stand on chain", () => {
  it("are held by those that the parameters name, and by nobody else", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { roles } = localSettings();

    for (const { name, holders, misplaced } of await readRoles(context)) {
      const accounts = holders.map(({ account }) => account);
      const verifiers = name === "verifier" ? [context.book.contracts.Verifiers] : [];
      expect(accounts, name).to.deep.equal([roles[name].account, ...verifiers]);
      expect(misplaced, name).to.deep.equal([]);
    }
  });

  it("follow grants and withdrawals with their delays", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, admin, stranger, guardian } = context;
    const manager = grid.AccessManager.connect(admin);
    await manager.grantRole(ROLES.guardian.id, stranger.address, 3600);
    await manager.revokeRole(ROLES.guardian.id, guardian.address);

    const roles = await readRoles(context);

    expect(roles.find(({ name }) => name === "guardian")?.holders).to.deep.equal([
      { account: stranger.address, executionDelaySeconds: 3600 },
    ]);
  });

  it("tell which function another role reaches", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, admin, book } = context;
    const selector = grid.Measurements.interface.getFunction("reject").selector;
    await grid.AccessManager.connect(admin).setTargetFunctionRole(book.contracts.Measurements, [selector], 3);

    const roles = await readRoles(context);

    expect(roles.find(({ name }) => name === "guardian")?.misplaced).to.deep.equal(["Measurements.reject"]);
  });

  it("have a delay for every contract that they reach", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const contracts = [...new Set(ROLE_NAMES.flatMap((name) => Object.keys(ROLES[name].functions)))];

    expect([...(await readTargetDelays(context)).keys()]).to.have.members(contracts);
  });
});
