import { expect } from "chai";
import { SigningKey, Wallet } from "ethers";
import hre from "hardhat";
import { MOST_IPS_PER_CALL, addPublicIps, addPublicIpsAndWait } from "../../../sdk/directory/add-public-ips.ts";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import { IpMalformedError, formatPublicIp, parseIp, parsePublicIp } from "../../../sdk/directory/public-ip.ts";
import { readPublicIps } from "../../../sdk/directory/read-public-ips.ts";
import { removePublicIps, removePublicIpsAndWait } from "../../../sdk/directory/remove-public-ips.ts";
import { isConsentOpen, revokeConsent, revokeConsentAndWait } from "../../../sdk/directory/revoke-consent.ts";
import { readTwin, setTwin, setTwinAndWait } from "../../../sdk/directory/set-twin.ts";
import { signConsentToMove } from "../../../sdk/directory/sign-consent.ts";
import { LogsMissingError } from "../../../sdk/network/read-logs.ts";
import { refusalOf } from "../measurements/scene.ts";
import { FAR_FUTURE, deployment } from "./directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const ACTIVE = 1;
const GATEWAY = parseIp("185.206.122.1");
const IPS = ["185.206.122.30/24", "185.206.122.4/24", "185.206.122.200/24"].map((ip) => parsePublicIp(ip, GATEWAY));

/** Farm 1 offers three addresses; reservation 77 of the booker holds the last. */
async function fixture() {
  const context = await deployment(connection);
  const { grid, governor, booker, farmer, payout } = context;
  const { farmId } = await createFarmAndWait(grid, farmer, { name: "alpha", payout: payout.address });
  await grid.Directory.connect(governor).setBooker(booker, ACTIVE);
  const { events } = await addPublicIpsAndWait(grid, farmer, { farmId, ips: IPS });
  await grid.PublicIps.connect(booker).take(farmId, 1, 77);
  return { ...context, farmId, events };
}

describe("public addresses of a farm", () => {
  it("are added, and listed in their order with who holds them", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const pool = await readPublicIps(context, context.farmId);

    expect(context.events.map(({ ip }) => Number(ip))).to.deep.equal(IPS.map(({ ip }) => ip));
    expect(pool).to.deep.equal([
      { ...IPS[1]!, heldBy: undefined },
      { ...IPS[0]!, heldBy: undefined },
      { ...IPS[2]!, heldBy: { booker: context.booker.address, reservationId: 77 } },
    ]);
  });

  it("are free again, withdrawn, and offered once more", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, booker, farmer, farmId } = context;
    await grid.PublicIps.connect(booker).free(farmId, [IPS[2]!.ip], 77);
    const { events } = await removePublicIpsAndWait(grid, farmer, { farmId, ips: [IPS[0]!.ip, IPS[1]!.ip] });
    await (await addPublicIps(grid, farmer, { farmId, ips: [{ ...IPS[0]!, prefixLength: 25 }] })).wait();

    expect(events.map(({ ip }) => Number(ip))).to.deep.equal([IPS[0]!.ip, IPS[1]!.ip]);
    expect(await readPublicIps(context, farmId)).to.deep.equal([
      { ...IPS[0]!, prefixLength: 25, heldBy: undefined },
      { ...IPS[2]!, heldBy: undefined },
    ]);
  });

  it("belong to one farm each", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, otherFarmer } = context;
    const { farmId } = await createFarmAndWait(grid, otherFarmer, { name: "beta", payout: otherFarmer.address });

    expect(await readPublicIps(context, farmId)).to.deep.equal([]);
  });

  it("are an error where the node has thrown the logs away", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const book = { ...context.book, deployedAtBlock: (await connection.ethers.provider.getBlockNumber()) + 1 };

    expect(await refusalOf(readPublicIps({ ...context, book }, context.farmId))).to.be.instanceOf(LogsMissingError);
  });

  it("are not withdrawn while they are held", async () => {
    const { grid, farmer, farmId } = await networkHelpers.loadFixture(fixture);

    await expect(removePublicIps(grid, farmer, { farmId, ips: [IPS[2]!.ip] })).to.be.revertedWithCustomError(
      grid.PublicIps,
      "PublicIpHeld",
    );
  });

  it("fit into one call in the number that the library takes", async () => {
    const { grid, farmer, farmId } = await networkHelpers.loadFixture(fixture);
    const ips = Array.from({ length: MOST_IPS_PER_CALL }, (_, index) =>
      parsePublicIp(`185.206.123.${index + 100}/24`, parseIp("185.206.123.1")),
    );
    const { receipt } = await addPublicIpsAndWait(grid, farmer, { farmId, ips });

    expect(Number(receipt.gasUsed)).to.be.below((2 ** 24 * 4) / 5);
  });
});

describe("an address as text", () => {
  it("is read as it was written", () => {
    expect(parseIp("185.206.122.1")).to.equal(0xb9ce7a01);
    expect(formatPublicIp(parsePublicIp("255.0.0.9/8", 1))).to.equal("255.0.0.9/8");
  });

  for (const text of ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.a", "1.2.3.4/24", " 1.2.3.4"]) {
    it(`is refused: "${text}"`, () => {
      expect(() => parseIp(text)).to.throw(IpMalformedError, `"${text}" is no IPv4 address.`);
    });
  }

  for (const text of ["1.2.3.4", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/24/24"]) {
    it(`is refused with its network: "${text}"`, () => {
      expect(() => parsePublicIp(text, 1)).to.throw(IpMalformedError);
    });
  }
});

describe("a twin", () => {
  const publicKey = SigningKey.computePublicKey(Wallet.createRandom().signingKey.publicKey, true);

  it("is its account's alone, and is replaced", async () => {
    const { grid, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
    const { event } = await setTwinAndWait(grid, nodeKey, { relay: "relay.grid.tf", publicKey });
    expect([event.account, event.relay]).to.deep.equal([nodeKey.address, "relay.grid.tf"]);
    await (await setTwin(grid, nodeKey, { relay: "other.grid.tf", publicKey })).wait();

    expect(await readTwin(grid, nodeKey.address)).to.deep.equal({ relay: "other.grid.tf", publicKey });
    expect(await readTwin(grid, stranger.address)).to.equal(undefined);
  });
});

describe("a consent", () => {
  it("is void once whoever signed it revokes it, and others of his are not", async () => {
    const { grid, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
    const terms = { toFarmId: 1, deadline: FAR_FUTURE };
    const [consent, other] = await Promise.all([
      signConsentToMove(grid, nodeKey, { ...terms, nodeId: 1 }),
      signConsentToMove(grid, nodeKey, { ...terms, nodeId: 2 }),
    ]);
    await revokeConsentAndWait(grid, stranger, consent);
    expect(await isConsentOpen(grid, nodeKey.address, consent)).to.equal(true);

    await (await revokeConsent(grid, nodeKey, consent)).wait();

    expect(await isConsentOpen(grid, nodeKey.address, consent)).to.equal(false);
    expect(await isConsentOpen(grid, nodeKey.address, other)).to.equal(true);
  });
});
