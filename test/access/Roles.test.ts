import { expect } from "chai";
import { AbiCoder, id } from "ethers";
import type { FunctionFragment, Interface } from "ethers";
import hre from "hardhat";
import { ROLE_NAMES, ROLES } from "../../sdk/access/roles.ts";
import type { RoleName } from "../../sdk/access/roles.ts";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import { CONTRACT_NAMES } from "../../sdk/network/contracts.ts";
import type { ContractName } from "../../sdk/network/contracts.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { consentToMove } from "../helpers/consents.ts";
import { deployGrid, localSettings } from "../helpers/deploy-grid.ts";
import { emptyGrid, gridWithNode } from "../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, EXAMPLE_DETAILS, registerNode } from "../helpers/nodes.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How long the access manager lets every change of a delay wait, at least. */
const MIN_SETBACK = 5 * DAY;

/** Changed by the access manager itself only, by which an admin moves a contract to another manager. */
const BY_THE_MANAGER = "setAuthority";

async function fixture() {
  return emptyGrid(connection);
}

/** A contract's interface without the types of its bindings, which know each function by name. */
function interfaceOf(grid: Grid, contract: ContractName): Interface {
  return grid[contract].interface;
}

/** Every function that can change a contract, without those inherited by the access manager itself. */
function changingFunctions(grid: Grid, contract: ContractName): FunctionFragment[] {
  const changing: FunctionFragment[] = [];
  interfaceOf(grid, contract).forEachFunction((fragment) => {
    if (!fragment.constant) changing.push(fragment);
  });
  return changing;
}

function isAccessManaged(grid: Grid, contract: ContractName): boolean {
  return contract !== "AccessManager" && interfaceOf(grid, contract).getError("AccessManagedUnauthorized") !== null;
}

/** `Contract.function` of every function that turns the caller away for want of a role. */
async function functionsClosedTo(grid: Grid, caller: string): Promise<string[]> {
  const closed: string[] = [];
  for (const contract of CONTRACT_NAMES.filter((name) => isAccessManaged(grid, name))) {
    for (const fragment of changingFunctions(grid, contract)) {
      if (await isClosedTo(grid, contract, fragment, caller)) closed.push(`${contract}.${fragment.name}`);
    }
  }
  return closed;
}

async function isClosedTo(grid: Grid, contract: ContractName, fragment: FunctionFragment, caller: string) {
  const args = AbiCoder.defaultAbiCoder().getDefaultValue(fragment.inputs);
  const data = interfaceOf(grid, contract).encodeFunctionData(fragment, args);
  const unauthorized = interfaceOf(grid, contract).encodeErrorResult("AccessManagedUnauthorized", [caller]);
  try {
    await ethers.provider.call({ from: caller, to: await grid[contract].getAddress(), data });
    return false;
  } catch (error) {
    return (error as { data?: string }).data === unauthorized;
  }
}

/** The table of roles, flat. */
function restrictedFunctions(): { role: RoleName; contract: ContractName; functionName: string }[] {
  return ROLE_NAMES.flatMap((role) =>
    Object.entries<readonly string[]>(ROLES[role].functions).flatMap(([contract, names]) =>
      names.map((functionName) => ({ role, contract: contract as ContractName, functionName })),
    ),
  );
}

function selectorOf(grid: Grid, contract: ContractName, functionName: string): string {
  return interfaceOf(grid, contract).getFunction(functionName)!.selector;
}

describe("Roles", () => {
  describe("comparing the table of roles with the deployed contracts", () => {
    it("finds every restricted function in the table, and no other", async () => {
      const { grid, stranger } = await networkHelpers.loadFixture(fixture);
      const tabled = restrictedFunctions().map(({ contract, functionName }) => `${contract}.${functionName}`);
      const managed = CONTRACT_NAMES.filter((name) => isAccessManaged(grid, name));

      const closed = await functionsClosedTo(grid, stranger.address);

      expect(closed).to.have.members([...tabled, ...managed.map((contract) => `${contract}.${BY_THE_MANAGER}`)]);
    });

    it("finds the same functions closed to the deployer", async () => {
      const { grid, deployer, stranger } = await networkHelpers.loadFixture(fixture);

      expect(await functionsClosedTo(grid, deployer.address)).to.deep.equal(
        await functionsClosedTo(grid, stranger.address),
      );
    });

    it("finds the table in the access manager, and the admin's role everywhere else", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);

      for (const contract of CONTRACT_NAMES) {
        for (const fragment of changingFunctions(grid, contract)) {
          const entry = restrictedFunctions().find(
            (restricted) => restricted.contract === contract && restricted.functionName === fragment.name,
          );
          const role = await grid.AccessManager.getTargetFunctionRole(grid[contract], fragment.selector);
          expect(role, `${contract}.${fragment.name}`).to.equal(ROLES[entry?.role ?? "admin"].id);
        }
      }
    });

    it("finds one access manager above all contracts", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);

      for (const contract of CONTRACT_NAMES.filter((name) => isAccessManaged(grid, name))) {
        const data = id("authority()").slice(0, 10);
        const answer = await ethers.provider.call({ to: await grid[contract].getAddress(), data });
        expect(AbiCoder.defaultAbiCoder().decode(["address"], answer)[0], contract).to.equal(
          await grid.AccessManager.getAddress(),
        );
      }
    });
  });

  describe("holding a role", () => {
    it("belongs to the accounts of the network's parameters and to nobody else", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);
      const { roles } = localSettings();
      const accounts = (await ethers.getSigners()).map(({ address }) => address);
      const contracts = await Promise.all(CONTRACT_NAMES.map((name) => grid[name].getAddress()));
      const verifiers = await grid.Verifiers.getAddress();

      for (const role of ROLE_NAMES) {
        for (const account of [...accounts, ...contracts]) {
          const expected = account === roles[role].account || (role === "verifier" && account === verifiers);
          const [isMember] = await grid.AccessManager.hasRole(ROLES[role].id, account);
          expect(isMember, `${role} ${account}`).to.equal(expected);
        }
      }
    });

    for (const { role, contract, functionName } of restrictedFunctions()) {
      it(`lets the ${role} call ${contract}.${functionName}`, async () => {
        const { grid } = await networkHelpers.loadFixture(fixture);
        const { account } = localSettings().roles[role];
        const selector = selectorOf(grid, contract, functionName);

        expect(await grid.AccessManager.canCall(account, grid[contract], selector)).to.deep.equal([true, 0n]);
      });
    }

    it("is given and taken by the admin alone: no role has another admin or a guardian", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);

      for (const role of ROLE_NAMES) {
        expect(await grid.AccessManager.getRoleAdmin(ROLES[role].id)).to.equal(ROLES.admin.id);
        expect(await grid.AccessManager.getRoleGuardian(ROLES[role].id)).to.equal(ROLES.admin.id);
      }
    });

    it("is labelled with its name", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);
      const labels = await grid.AccessManager.queryFilter(grid.AccessManager.filters.RoleLabel());

      expect(labels.map(({ args }) => [args.roleId, args.label])).to.have.deep.members(
        ROLE_NAMES.filter((role) => role !== "admin").map((role) => [ROLES[role].id, role]),
      );
    });
  });

  describe("deploying", () => {
    it("leaves nothing to the deployer", async () => {
      const { grid, deployer, stranger } = await networkHelpers.loadFixture(fixture);
      const manager = grid.AccessManager.connect(deployer);

      for (const { contract, functionName } of restrictedFunctions()) {
        const selector = selectorOf(grid, contract, functionName);
        expect((await manager.canCall(deployer, grid[contract], selector)).immediate).to.equal(false);
      }
      await expect(manager.grantRole(ROLES.admin.id, stranger, 0))
        .to.be.revertedWithCustomError(manager, "AccessManagerUnauthorizedAccount")
        .withArgs(deployer.address, ROLES.admin.id);
    });

    it("sets the delays of the network's parameters", async () => {
      const settings = localSettings({ grantDelaySeconds: 2 * DAY, targetAdminDelaySeconds: 3 * DAY });
      settings.roles = {
        ...settings.roles,
        governor: { ...settings.roles.governor, executionDelaySeconds: HOUR },
      };
      const grid = await deployGrid(await hre.network.create(), settings);
      const { account } = settings.roles.governor;

      expect(await grid.AccessManager.hasRole(ROLES.governor.id, account)).to.deep.equal([true, BigInt(HOUR)]);
      const changes = await grid.AccessManager.queryFilter(grid.AccessManager.filters.RoleGrantDelayChanged());
      expect(changes.map(({ args }) => [args.roleId, args.delay])).to.have.deep.members(
        ROLE_NAMES.map((role) => [ROLES[role].id, BigInt(2 * DAY)]),
      );
      const targets = await grid.AccessManager.queryFilter(grid.AccessManager.filters.TargetAdminDelayUpdated());
      expect(targets.map(({ args }) => args.delay)).to.deep.equal(targets.map(() => BigInt(3 * DAY)));
      expect(new Set(targets.map(({ args }) => args.target)).size).to.equal(
        new Set(restrictedFunctions().map(({ contract }) => contract)).size,
      );
    });

    it("lets the delays of grants begin after the access manager's setback", async () => {
      const other = await hre.network.create();
      const grid = await deployGrid(other, localSettings({ grantDelaySeconds: 2 * DAY }));
      expect(await grid.AccessManager.getRoleGrantDelay(ROLES.governor.id)).to.equal(0n);

      await other.networkHelpers.time.increase(MIN_SETBACK);

      expect(await grid.AccessManager.getRoleGrantDelay(ROLES.governor.id)).to.equal(2 * DAY);
    });
  });

  describe("calling with an execution delay", () => {
    it("takes an announcement and the delay", async () => {
      const { grid, directory, admin, governor, booker } = await networkHelpers.loadFixture(fixture);
      const manager = grid.AccessManager.connect(admin);
      await manager.grantRole(ROLES.governor.id, governor, HOUR);
      const data = directory.interface.encodeFunctionData("setBooker", [booker.address, 1]);
      const operation = await manager.hashOperation(governor, directory, data);

      await expect(directory.connect(governor).setBooker(booker, 1))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
        .withArgs(operation);
      await manager.connect(governor).schedule(directory, data, 0);
      await expect(directory.connect(governor).setBooker(booker, 1))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotReady")
        .withArgs(operation);
      await networkHelpers.time.increase(HOUR);
      await expect(directory.connect(governor).setBooker(booker, 1)).to.emit(directory, "BookerSet");
    });
  });

  describe("closing every contract in the access manager", () => {
    /** A booked node on a grid of which every contract was closed afterwards. */
    async function closed() {
      const context = await networkHelpers.loadFixture(nodeFixture);
      const { grid, directory, admin, governor, farmer, booker, farmId, nodeId } = context;
      await directory.connect(governor).setBooker(booker, 1);
      await directory.connect(booker).book(nodeId, EXAMPLE_CAPACITY);
      const address = { ip: 0xb9ce7a01, prefixLength: 24, gateway: 0xb9ce7a02 };
      await grid.PublicIps.connect(farmer).add(farmId, [address]);
      await grid.PublicIps.connect(booker).take(farmId, 1, 7);
      for (const contract of CONTRACT_NAMES.filter((name) => name !== "AccessManager")) {
        await grid.AccessManager.connect(admin).setTargetClosed(grid[contract], true);
      }
      return { ...context, ip: address.ip };
    }

    async function nodeFixture() {
      return gridWithNode(connection);
    }

    it("stops every role", async () => {
      const { grid } = await closed();
      const { roles } = localSettings();

      for (const { role, contract, functionName } of restrictedFunctions()) {
        const selector = selectorOf(grid, contract, functionName);
        const { immediate } = await grid.AccessManager.canCall(roles[role].account, grid[contract], selector);
        expect(immediate, `${contract}.${functionName}`).to.equal(false);
      }
    });

    it("stops no booker from releasing", async () => {
      const { grid, directory, booker, farmId, nodeId, ip } = await closed();

      await directory.connect(booker).release(nodeId, EXAMPLE_CAPACITY);
      await grid.PublicIps.connect(booker).free(farmId, [ip], 7);

      expect(await directory.freeOf(nodeId)).to.deep.equal(Object.values(EXAMPLE_CAPACITY));
    });

    it("stops no farmer", async () => {
      const { grid, directory, farmer, otherFarmer, otherKey, payout, farmId, nodeId } = await closed();
      const farms = directory.connect(farmer);

      await farms.createFarm("Another-Farm", payout);
      await farms.renameFarm(farmId, "Blue-Farm");
      await farms.changePayout(farmId, otherFarmer);
      await farms.cancelPayoutChange(farmId);
      await farms.setPayoutLock(farmId, true);
      await farms.setPowerTarget(nodeId, false);
      await registerNode(grid, { farmer, nodeKey: otherKey });
      await farms.removeNode(nodeId + 1n);
      await grid.PublicIps.connect(farmer).add(farmId, [{ ip: 0xb9ce7a03, prefixLength: 24, gateway: 0xb9ce7a02 }]);
      await farms.transferFarm(farmId, otherFarmer);
      await directory.connect(otherFarmer).acceptFarm(farmId);

      expect(await directory.ownerOf(farmId)).to.equal(otherFarmer.address);
    });

    it("stops no node", async () => {
      const { grid, directory, booker, otherFarmer, nodeKey, nodeId, otherFarmId } = await closed();
      const nodes = directory.connect(nodeKey);

      await nodes.setDetails(nodeId, EXAMPLE_DETAILS);
      await nodes.setPowerState(nodeId, true);
      await nodes.updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);
      await nodes.rotateKey(nodeId, nodeKey, NO_CONSENT);
      await grid.Twins.connect(nodeKey).setTwin({ relay: "relay", publicKey: `0x02${"07".repeat(32)}` });
      await directory.connect(booker).release(nodeId, EXAMPLE_CAPACITY);
      const consent = await consentToMove(grid, otherFarmer, { nodeId, toFarmId: otherFarmId });
      await nodes.moveNode(nodeId, otherFarmId, NO_CONSENT, consent);
      await nodes.removeNode(nodeId);

      expect(await directory.nodeByKey(nodeKey)).to.equal(0n);
    });

    it("stops no tenant", async () => {
      const { grid, governor, admin, stranger, otherFarmer } = await closed();
      await grid.AccessManager.connect(admin).setTargetClosed(grid.TFT, false);
      await grid.TFT.connect(governor).setMinter(stranger, 5, 0);
      const escrow = grid.Escrow.connect(stranger);
      await grid.TFT.connect(stranger).mint(stranger, 5);
      await grid.TFT.connect(stranger).approve(escrow, 5);

      await escrow.openAccount();
      await escrow.deposit(1, 5);
      await escrow.withdraw(1, stranger, 4);
      await escrow.transferAccount(1, otherFarmer);
      await grid.Escrow.connect(otherFarmer).acceptAccount(1);
      await grid.Escrow.connect(otherFarmer).withdraw(1, otherFarmer, 1);

      expect(await grid.TFT.balanceOf(stranger)).to.equal(4n);
    });

    it("stops no minter", async () => {
      const { grid, admin, governor, stranger } = await closed();
      await grid.AccessManager.connect(admin).setTargetClosed(grid.TFT, false);
      await grid.TFT.connect(governor).setMinter(stranger, 5, 0);
      await grid.AccessManager.connect(admin).setTargetClosed(grid.TFT, true);

      await grid.TFT.connect(stranger).mintUpTo(stranger, 5);

      expect(await grid.TFT.balanceOf(stranger)).to.equal(5n);
    });
  });
});
