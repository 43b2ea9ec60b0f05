import { expect } from "chai";
import hre from "hardhat";
import { gridWithFarms } from "../helpers/directory-fixtures.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { ZeroAddress } = connection.ethers;

const ACTIVE = 1;
const RETIRED = 2;
const HOLDER = 77n;

const FIRST = ip("185.206.122.1");
const SECOND = ip("185.206.122.3");
const THIRD = ip("185.206.122.4");

/** An address in the usual writing, as a number. */
function ip(dotted: string): bigint {
  return dotted.split(".").reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** An offer in the usual writing: "185.206.122.1/24" with its gateway. */
function offer(cidr: string, gateway: string) {
  const [address, prefixLength] = cidr.split("/") as [string, string];
  return { ip: ip(address), prefixLength: BigInt(prefixLength), gateway: ip(gateway) };
}

const OFFERS = [1, 3, 4].map((host) => offer(`185.206.122.${host}/24`, "185.206.122.2"));

async function fixture() {
  const context = await gridWithFarms(connection);
  await context.directory.connect(context.governor).setBooker(context.booker, ACTIVE);
  return { ...context, ips: context.grid.PublicIps };
}

/** Farm 1 offers three addresses. */
async function offered() {
  const context = await networkHelpers.loadFixture(fixture);
  await context.ips.connect(context.farmer).add(context.farmId, OFFERS);
  return context;
}

/** A reservation holds the third address, which is taken first. */
async function taken() {
  const context = await offered();
  await context.ips.connect(context.booker).take(context.farmId, 1n, HOLDER);
  return context;
}

describe("PublicIps", () => {
  describe("offering addresses", () => {
    it("tells and shows each", async () => {
      const { ips, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      const adding = ips.connect(farmer).add(farmId, OFFERS);

      for (const { ip, prefixLength, gateway } of OFFERS) {
        await expect(adding).to.emit(ips, "PublicIpAdded").withArgs(farmId, ip, prefixLength, gateway);
        expect(await ips.ipOf(farmId, ip)).to.satisfy(struct({ ip, prefixLength, gateway }));
        expect(await ips.holderOf(farmId, ip)).to.deep.equal([ZeroAddress, 0n]);
      }
      expect(await ips.countOf(farmId)).to.deep.equal([3n, 3n]);
    });

    it("is each farm's own", async () => {
      const { ips, otherFarmer, otherFarmId, farmId } = await offered();
      await ips.connect(otherFarmer).add(otherFarmId, OFFERS.slice(0, 1));

      expect(await ips.countOf(otherFarmId)).to.deep.equal([1n, 1n]);
      expect(await ips.countOf(farmId)).to.deep.equal([3n, 3n]);
    });

    it("refuses an address that the farm offers already, in one call too", async () => {
      const { ips, farmer, farmId } = await offered();
      const again = offer("185.206.122.1/25", "185.206.122.9");
      const fresh = offer("185.206.122.50/24", "185.206.122.2");

      await expect(ips.connect(farmer).add(farmId, [again]))
        .to.be.revertedWithCustomError(ips, "PublicIpDuplicate")
        .withArgs(farmId, FIRST);
      await expect(ips.connect(farmer).add(farmId, [fresh, fresh]))
        .to.be.revertedWithCustomError(ips, "PublicIpDuplicate")
        .withArgs(farmId, fresh.ip);
    });

    it("refuses an address that a reservation holds", async () => {
      const { ips, farmer, farmId } = await taken();

      await expect(ips.connect(farmer).add(farmId, OFFERS.slice(2)))
        .to.be.revertedWithCustomError(ips, "PublicIpDuplicate")
        .withArgs(farmId, THIRD);
    });

    it("takes 512 addresses and no more", async () => {
      const { ips, farmer, farmId } = await networkHelpers.loadFixture(fixture);
      const many = Array.from({ length: 512 }, (_, host) => ({
        ip: ip("185.206.0.1") + BigInt(host),
        prefixLength: 16n,
        gateway: ip("185.206.255.1"),
      }));
      for (const from of [0, 128, 256, 384]) await ips.connect(farmer).add(farmId, many.slice(from, from + 128));
      expect(await ips.countOf(farmId)).to.deep.equal([512n, 512n]);

      await expect(ips.connect(farmer).add(farmId, OFFERS.slice(1)))
        .to.be.revertedWithCustomError(ips, "PublicIpTooMany")
        .withArgs(farmId, 514n, 512n);
      await ips.connect(farmer).remove(farmId, [many[0]!.ip]);
      await expect(ips.connect(farmer).add(farmId, [many[0]!])).to.emit(ips, "PublicIpAdded");
    });

    it("is the farm owner's", async () => {
      const { ips, otherFarmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(ips.connect(otherFarmer).add(farmId, OFFERS))
        .to.be.revertedWithCustomError(ips, "PublicIpNotFarmOwner")
        .withArgs(otherFarmer.address, farmId);
    });

    it("needs a farm", async () => {
      const { ips, directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(ips.connect(farmer).add(3n, OFFERS))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });

  describe("checking an address", () => {
    const accepted: [string, string][] = [
      ["185.206.122.1/24", "185.206.122.2"],
      ["185.206.122.1/31", "185.206.122.0"],
      ["8.8.8.8/1", "9.9.9.9"],
      ["1.0.0.0/8", "1.255.255.255"],
      ["185.206.127.255/18", "185.206.64.0"],
    ];
    for (const [cidr, gateway] of accepted) {
      it(`accepts ${cidr} with gateway ${gateway}`, async () => {
        const { ips, farmer, farmId } = await networkHelpers.loadFixture(fixture);

        await expect(ips.connect(farmer).add(farmId, [offer(cidr, gateway)])).to.emit(ips, "PublicIpAdded");
      });
    }

    const refused: [string, string][] = [
      ["185.206.122.1/24", "185.206.122.1"],
      ["185.206.122.1/24", "185.206.121.2"],
      ["185.206.122.1/24", "185.206.123.2"],
      ["185.206.122.1/31", "185.206.122.2"],
      ["185.206.122.1/0", "185.206.122.2"],
      ["185.206.122.1/32", "185.206.122.2"],
      ["185.206.122.1/33", "185.206.122.2"],
      ["185.206.122.1/255", "185.206.122.2"],
      ["185.206.122.1/8", "10.0.0.1"],
      ["10.0.0.1/1", "9.255.255.255"],
      ["9.255.255.255/1", "10.0.0.1"],
    ];
    for (const [cidr, gateway] of refused) {
      it(`refuses ${cidr} with gateway ${gateway}`, async () => {
        const { ips, farmer, farmId } = await networkHelpers.loadFixture(fixture);
        const refusedOffer = offer(cidr, gateway);

        await expect(ips.connect(farmer).add(farmId, [refusedOffer]))
          .to.be.revertedWithCustomError(ips, "PublicIpInvalid")
          .withArgs(refusedOffer.ip, refusedOffer.prefixLength, refusedOffer.gateway);
      });
    }

    // IANA's registry of special-purpose addresses, and multicast: the first and last address of each block.
    const special: [string, string][] = [
      ["0.0.0.0", "0.255.255.255"],
      ["10.0.0.0", "10.255.255.255"],
      ["100.64.0.0", "100.127.255.255"],
      ["127.0.0.0", "127.255.255.255"],
      ["169.254.0.0", "169.254.255.255"],
      ["172.16.0.0", "172.31.255.255"],
      ["192.0.0.0", "192.0.0.255"],
      ["192.0.2.0", "192.0.2.255"],
      ["192.88.99.0", "192.88.99.255"],
      ["192.168.0.0", "192.168.255.255"],
      ["198.18.0.0", "198.19.255.255"],
      ["198.51.100.0", "198.51.100.255"],
      ["203.0.113.0", "203.0.113.255"],
      ["224.0.0.0", "255.255.255.255"],
    ];
    for (const [first, last] of special) {
      it(`refuses ${first} to ${last} and accepts what lies beside`, async () => {
        const { ips, farmer, farmId } = await networkHelpers.loadFixture(fixture);
        const add = (address: bigint) => ips.connect(farmer).add(farmId, [neighbourOf(address)]);

        for (const inside of [ip(first), ip(last)]) {
          const { prefixLength, gateway } = neighbourOf(inside);
          await expect(add(inside))
            .to.be.revertedWithCustomError(ips, "PublicIpInvalid")
            .withArgs(inside, prefixLength, gateway);
        }
        for (const beside of [ip(first) - 1n, ip(last) + 1n].filter(isOrdinary)) {
          await expect(add(beside)).to.emit(ips, "PublicIpAdded");
        }
      });
    }

    /** The address with a gateway of the same half of the address space that is in no special block. */
    function neighbourOf(address: bigint) {
      return { ip: address, prefixLength: 1n, gateway: ip(address < 2n ** 31n ? "8.8.8.8" : "185.206.122.2") };
    }

    /** Not beyond the ends of the address space. */
    function isOrdinary(address: bigint): boolean {
      return address > 0n && address < 2n ** 32n;
    }
  });

  describe("withdrawing addresses", () => {
    it("tells which, and forgets them", async () => {
      const { ips, farmer, farmId } = await offered();

      const removing = ips.connect(farmer).remove(farmId, [FIRST, THIRD]);

      for (const gone of [FIRST, THIRD]) {
        await expect(removing).to.emit(ips, "PublicIpRemoved").withArgs(farmId, gone);
        await expect(ips.ipOf(farmId, gone))
          .to.be.revertedWithCustomError(ips, "PublicIpNotFound")
          .withArgs(farmId, gone);
      }
      expect(await ips.countOf(farmId)).to.deep.equal([1n, 1n]);
    });

    it("allows to offer them again", async () => {
      const { ips, farmer, farmId } = await offered();
      await ips.connect(farmer).remove(farmId, [FIRST]);

      await expect(ips.connect(farmer).add(farmId, OFFERS.slice(0, 1))).to.emit(ips, "PublicIpAdded");
    });

    it("refuses what a reservation holds", async () => {
      const { ips, farmer, booker, farmId } = await taken();

      await expect(ips.connect(farmer).remove(farmId, [THIRD]))
        .to.be.revertedWithCustomError(ips, "PublicIpHeld")
        .withArgs(farmId, THIRD, booker.address, HOLDER);
    });

    it("refuses what the farm does not offer, and the same twice", async () => {
      const { ips, farmer, farmId } = await offered();
      const foreign = ip("8.8.8.8");

      await expect(ips.connect(farmer).remove(farmId, [foreign]))
        .to.be.revertedWithCustomError(ips, "PublicIpNotFound")
        .withArgs(farmId, foreign);
      await expect(ips.connect(farmer).remove(farmId, [FIRST, FIRST]))
        .to.be.revertedWithCustomError(ips, "PublicIpNotFound")
        .withArgs(farmId, FIRST);
    });

    it("is the farm owner's", async () => {
      const { ips, otherFarmer, farmId } = await offered();

      await expect(ips.connect(otherFarmer).remove(farmId, [FIRST]))
        .to.be.revertedWithCustomError(ips, "PublicIpNotFarmOwner")
        .withArgs(otherFarmer.address, farmId);
    });
  });

  describe("giving addresses to a reservation", () => {
    it("tells and shows who holds them, and returns them", async () => {
      const { ips, booker, farmId } = await offered();
      expect(await ips.connect(booker).take.staticCall(farmId, 2n, HOLDER)).to.deep.equal([THIRD, SECOND]);

      const taking = ips.connect(booker).take(farmId, 2n, HOLDER);

      for (const held of [THIRD, SECOND]) {
        await expect(taking).to.emit(ips, "PublicIpTaken").withArgs(farmId, held, booker.address, HOLDER);
        expect(await ips.holderOf(farmId, held)).to.deep.equal([booker.address, HOLDER]);
      }
      expect(await ips.holderOf(farmId, FIRST)).to.deep.equal([ZeroAddress, 0n]);
      expect(await ips.countOf(farmId)).to.deep.equal([3n, 1n]);
    });

    it("never gives an address twice", async () => {
      const { ips, booker, farmId } = await taken();

      expect(await ips.connect(booker).take.staticCall(farmId, 2n, HOLDER + 1n)).to.deep.equal([SECOND, FIRST]);
    });

    it("refuses more than are free", async () => {
      const { ips, booker, farmId } = await taken();

      await expect(ips.connect(booker).take(farmId, 3n, HOLDER))
        .to.be.revertedWithCustomError(ips, "PublicIpInsufficient")
        .withArgs(farmId, 2n, 3n);
    });

    it("names a reservation: 0 stands for none", async () => {
      const { ips, booker, farmId } = await offered();

      await expect(ips.connect(booker).take(farmId, 1n, 0n))
        .to.be.revertedWithCustomError(ips, "PublicIpHolderInvalid")
        .withArgs(0n);
    });

    it("is for active bookers", async () => {
      const { ips, directory, governor, booker, stranger, farmId } = await offered();
      await directory.connect(governor).setBooker(booker, RETIRED);

      for (const [caller, status] of [
        [booker, RETIRED],
        [stranger, 0],
      ] as const) {
        await expect(ips.connect(caller).take(farmId, 1n, HOLDER))
          .to.be.revertedWithCustomError(ips, "PublicIpNotBooker")
          .withArgs(caller.address, status);
      }
    });
  });

  describe("taking addresses back", () => {
    it("tells which, and frees them for the next reservation", async () => {
      const { ips, booker, farmId } = await taken();

      await expect(ips.connect(booker).free(farmId, [THIRD], HOLDER))
        .to.emit(ips, "PublicIpFreed")
        .withArgs(farmId, THIRD, booker.address, HOLDER);
      expect(await ips.holderOf(farmId, THIRD)).to.deep.equal([ZeroAddress, 0n]);
      expect(await ips.countOf(farmId)).to.deep.equal([3n, 3n]);
    });

    it("is left to a retired booker", async () => {
      const { ips, directory, governor, booker, farmId } = await taken();
      await directory.connect(governor).setBooker(booker, RETIRED);

      await expect(ips.connect(booker).free(farmId, [THIRD], HOLDER)).to.emit(ips, "PublicIpFreed");
    });

    it("is refused for another reservation, another booker, or an address that is free", async () => {
      const { ips, directory, governor, booker, stranger, farmId } = await taken();
      await directory.connect(governor).setBooker(stranger, ACTIVE);

      for (const [caller, address, holder] of [
        [booker, THIRD, HOLDER + 1n],
        [stranger, THIRD, HOLDER],
        [booker, FIRST, HOLDER],
        [booker, FIRST, 0n],
      ] as const) {
        await expect(ips.connect(caller).free(farmId, [address], holder))
          .to.be.revertedWithCustomError(ips, "PublicIpNotHeld")
          .withArgs(farmId, address, caller.address, holder);
      }
    });

    it("works once", async () => {
      const { ips, booker, farmId } = await taken();

      await expect(ips.connect(booker).free(farmId, [THIRD, THIRD], HOLDER))
        .to.be.revertedWithCustomError(ips, "PublicIpNotHeld")
        .withArgs(farmId, THIRD, booker.address, HOLDER);
    });
  });
});
