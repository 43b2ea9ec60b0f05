import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB, registerNode } from "../helpers/nodes.ts";
import { fields, struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const NONE = 0;
const ACTIVE = 1;
const RETIRED = 2;

const PART = { cru: 2n, mru: 8n * GIB, sru: 100n * GIB, hru: 1n };
const PART_OF_SUCCESSOR = { cru: 1n, mru: GIB, sru: GIB, hru: 2n };
const WITH_HDD = { ...EXAMPLE_CAPACITY, hru: 4000n * GIB };
const FREE_BESIDE_TWO = { cru: 5n, mru: 23n * GIB, sru: 923n * GIB, hru: 4000n * GIB - 3n };
const NOTHING = { cru: 0n, mru: 0n, sru: 0n, hru: 0n };

async function fixture() {
  const context = await gridWithNode(connection);
  await context.directory.connect(context.nodeKey).updateCapacity(context.nodeId, WITH_HDD, 0, false);
  return context;
}

async function withBooker() {
  const context = await networkHelpers.loadFixture(fixture);
  await context.directory.connect(context.governor).setBooker(context.booker, ACTIVE);
  return context;
}

/** The booker has booked {@link PART}. */
async function booked() {
  const context = await withBooker();
  await context.directory.connect(context.booker).book(context.nodeId, PART);
  return context;
}

/** The booker is retired; its successor, the stranger, has booked {@link PART_OF_SUCCESSOR} of the same node. */
async function bookedByTwo() {
  const context = await booked();
  const { directory, governor, booker, stranger: successor, nodeId } = context;
  await directory.connect(governor).setBooker(successor, ACTIVE);
  await directory.connect(successor).book(nodeId, PART_OF_SUCCESSOR);
  await directory.connect(governor).setBooker(booker, RETIRED);
  return { ...context, successor };
}

describe("Directory", () => {
  describe("admitting and retiring a booker", () => {
    for (const status of [ACTIVE, RETIRED]) {
      it(`shows a booker of status ${status}`, async () => {
        const { directory, governor, booker } = await networkHelpers.loadFixture(fixture);
        expect(await directory.bookerStatusOf(booker)).to.equal(NONE);

        await expect(directory.connect(governor).setBooker(booker, status))
          .to.emit(directory, "BookerSet")
          .withArgs(booker.address, status);
        expect(await directory.bookerStatusOf(booker)).to.equal(status);
      });
    }

    it("never takes the right to release away", async () => {
      const { directory, governor, booker, stranger } = await withBooker();

      await expect(directory.connect(governor).setBooker(booker, NONE))
        .to.be.revertedWithCustomError(directory, "DirectoryBookerStatusInvalid")
        .withArgs(booker.address, ACTIVE, NONE);
      await expect(directory.connect(governor).setBooker(stranger, NONE))
        .to.be.revertedWithCustomError(directory, "DirectoryBookerStatusInvalid")
        .withArgs(stranger.address, NONE, NONE);
    });

    it("can admit a retired booker again", async () => {
      const { directory, governor, booker, nodeId } = await withBooker();
      await directory.connect(governor).setBooker(booker, RETIRED);
      await directory.connect(governor).setBooker(booker, ACTIVE);

      await expect(directory.connect(booker).book(nodeId, PART)).to.emit(directory, "CapacityBooked");
    });

    it("is the governor's", async () => {
      const { directory, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(stranger).setBooker(stranger, ACTIVE))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("booking capacity", () => {
    it("tells what was booked and leaves the rest free", async () => {
      const { directory, booker, nodeId } = await withBooker();

      await expect(directory.connect(booker).book(nodeId, PART))
        .to.emit(directory, "CapacityBooked")
        .withArgs(nodeId, booker.address, struct(PART));
      expect(await directory.bookedOf(nodeId)).to.satisfy(struct(PART));
      expect(await directory.freeOf(nodeId)).to.satisfy(
        struct({ cru: 6, mru: 24n * GIB, sru: 924n * GIB, hru: 4000n * GIB - 1n }),
      );
    });

    it("adds up", async () => {
      const { directory, booker, nodeId } = await booked();
      await directory.connect(booker).book(nodeId, PART);

      expect(await directory.bookedOf(nodeId)).to.satisfy(struct({ cru: 4, mru: 16n * GIB, sru: 200n * GIB, hru: 2 }));
    });

    it("may take all of a node", async () => {
      const { directory, booker, nodeId } = await withBooker();
      await directory.connect(booker).book(nodeId, WITH_HDD);

      expect(await directory.freeOf(nodeId)).to.satisfy(struct(NOTHING));
    });

    for (const [what, part] of [
      ["cores", { cru: 7n }],
      ["memory", { mru: 24n * GIB + 1n }],
      ["SSD", { sru: 924n * GIB + 1n }],
      ["HDD", { hru: 4000n * GIB }],
    ] as const) {
      it(`refuses more ${what} than are free`, async () => {
        const { directory, booker, nodeId } = await booked();
        const free = { cru: 6n, mru: 24n * GIB, sru: 924n * GIB, hru: 4000n * GIB - 1n };
        const amount = { ...NOTHING, ...part };

        await expect(directory.connect(booker).book(nodeId, amount))
          .to.be.revertedWithCustomError(directory, "DirectoryCapacityInsufficient")
          .withArgs(nodeId, fields(free), fields(amount));
      });
    }

    it("refuses nothing at all", async () => {
      const { directory, booker, nodeId } = await withBooker();

      await expect(directory.connect(booker).book(nodeId, NOTHING))
        .to.be.revertedWithCustomError(directory, "DirectoryBookingEmpty")
        .withArgs(nodeId);
    });

    it("is refused to a stranger and to a retired booker", async () => {
      const { directory, governor, booker, stranger, nodeId } = await booked();
      await directory.connect(governor).setBooker(booker, RETIRED);

      for (const [caller, status] of [
        [stranger, NONE],
        [booker, RETIRED],
      ] as const) {
        await expect(directory.connect(caller).book(nodeId, PART))
          .to.be.revertedWithCustomError(directory, "DirectoryNotBooker")
          .withArgs(caller.address, status);
      }
    });

    it("needs a live node", async () => {
      const { directory, farmer, booker, nodeId } = await withBooker();
      await directory.connect(farmer).removeNode(nodeId);

      for (const gone of [nodeId, nodeId + 1n]) {
        await expect(directory.connect(booker).book(gone, PART))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
          .withArgs(gone);
      }
    });
  });

  describe("releasing capacity", () => {
    it("tells what was released and frees it", async () => {
      const { directory, booker, nodeId } = await booked();

      await expect(directory.connect(booker).release(nodeId, PART))
        .to.emit(directory, "CapacityReleased")
        .withArgs(nodeId, booker.address, struct(PART));
      expect(await directory.bookedOf(nodeId)).to.satisfy(struct(NOTHING));
      expect(await directory.freeOf(nodeId)).to.satisfy(struct(WITH_HDD));
    });

    it("may be done in parts", async () => {
      const { directory, booker, nodeId } = await booked();
      await directory.connect(booker).release(nodeId, { ...NOTHING, cru: 1n, sru: 40n * GIB });

      expect(await directory.bookedOf(nodeId)).to.satisfy(struct({ cru: 1, mru: 8n * GIB, sru: 60n * GIB, hru: 1 }));
    });

    it("is left to a retired booker", async () => {
      const { directory, governor, booker, nodeId } = await booked();
      await directory.connect(governor).setBooker(booker, RETIRED);

      await expect(directory.connect(booker).release(nodeId, PART)).to.emit(directory, "CapacityReleased");
    });

    for (const [what, part] of [
      ["cores", { cru: 3n }],
      ["memory", { mru: 8n * GIB + 1n }],
      ["SSD", { sru: 100n * GIB + 1n }],
      ["HDD", { hru: 2n }],
    ] as const) {
      it(`refuses more ${what} than are booked`, async () => {
        const { directory, booker, nodeId } = await booked();
        const amount = { ...NOTHING, ...part };

        await expect(directory.connect(booker).release(nodeId, amount))
          .to.be.revertedWithCustomError(directory, "DirectoryReleaseExceedsBooking")
          .withArgs(nodeId, fields(PART), fields(amount));
      });
    }

    it("refuses nothing at all, which anybody could release of any node", async () => {
      const { directory, booker, stranger, nodeId } = await booked();

      for (const caller of [booker, stranger]) {
        await expect(directory.connect(caller).release(nodeId, NOTHING))
          .to.be.revertedWithCustomError(directory, "DirectoryBookingEmpty")
          .withArgs(nodeId);
      }
    });

    it("is refused to strangers and other bookers, who booked nothing", async () => {
      const { directory, governor, otherFarmer, stranger, nodeId } = await booked();
      await directory.connect(governor).setBooker(otherFarmer, ACTIVE);

      for (const caller of [stranger, otherFarmer]) {
        await expect(directory.connect(caller).release(nodeId, PART))
          .to.be.revertedWithCustomError(directory, "DirectoryReleaseExceedsBooking")
          .withArgs(nodeId, fields(NOTHING), fields(PART));
      }
    });
  });

  describe("booking beside another booker", () => {
    it("adds up for the node", async () => {
      const { directory, nodeId } = await bookedByTwo();

      expect(await directory.bookedOf(nodeId)).to.satisfy(struct({ cru: 3, mru: 9n * GIB, sru: 101n * GIB, hru: 3 }));
      expect(await directory.freeOf(nodeId)).to.satisfy(struct(FREE_BESIDE_TWO));
    });

    it("refuses what the other one leaves no room for", async () => {
      const { directory, successor, nodeId } = await bookedByTwo();
      const amount = { ...NOTHING, cru: 6n };

      await expect(directory.connect(successor).book(nodeId, amount))
        .to.be.revertedWithCustomError(directory, "DirectoryCapacityInsufficient")
        .withArgs(nodeId, fields(FREE_BESIDE_TWO), fields(amount));
    });

    it("lets each release what it booked itself, and nothing of the other's", async () => {
      const { directory, booker, successor, nodeId } = await bookedByTwo();

      for (const [caller, own] of [
        [booker, PART],
        [successor, PART_OF_SUCCESSOR],
      ] as const) {
        const more = { ...own, hru: own.hru + 1n };
        await expect(directory.connect(caller).release(nodeId, more))
          .to.be.revertedWithCustomError(directory, "DirectoryReleaseExceedsBooking")
          .withArgs(nodeId, fields(own), fields(more));
      }
    });

    it("leaves the successor's bookings alone when a retired booker has released its own", async () => {
      const { directory, booker, successor, nodeId } = await bookedByTwo();
      await directory.connect(booker).release(nodeId, PART);
      expect(await directory.bookedOf(nodeId)).to.satisfy(struct(PART_OF_SUCCESSOR));

      await expect(directory.connect(booker).release(nodeId, PART_OF_SUCCESSOR))
        .to.be.revertedWithCustomError(directory, "DirectoryReleaseExceedsBooking")
        .withArgs(nodeId, fields(NOTHING), fields(PART_OF_SUCCESSOR));
      await directory.connect(successor).release(nodeId, PART_OF_SUCCESSOR);
      expect(await directory.bookedOf(nodeId)).to.satisfy(struct(NOTHING));
      expect(await directory.freeOf(nodeId)).to.satisfy(struct(WITH_HDD));
    });

    it("counts what was booked node by node", async () => {
      const { grid, directory, farmer, otherKey, booker, nodeId } = await bookedByTwo();
      await registerNode(grid, { farmer, nodeKey: otherKey }, { capacity: WITH_HDD });

      await expect(directory.connect(booker).release(nodeId + 1n, PART))
        .to.be.revertedWithCustomError(directory, "DirectoryReleaseExceedsBooking")
        .withArgs(nodeId + 1n, fields(NOTHING), fields(PART));
    });

    it("keeps the node in place while either has something booked", async () => {
      const { directory, farmer, booker, successor, nodeId } = await bookedByTwo();
      await directory.connect(booker).release(nodeId, PART);

      await expect(directory.connect(farmer).removeNode(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeBooked")
        .withArgs(nodeId, fields(PART_OF_SUCCESSOR));
      await directory.connect(successor).release(nodeId, PART_OF_SUCCESSOR);
      await expect(directory.connect(farmer).removeNode(nodeId)).to.emit(directory, "NodeRemoved");
    });
  });
});
