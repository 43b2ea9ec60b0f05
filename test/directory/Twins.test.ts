import { expect } from "chai";
import { concat, hexlify } from "ethers";
import hre from "hardhat";
import { emptyGrid } from "../helpers/directory-fixtures.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const X = new Uint8Array(32).fill(7);
const EVEN_KEY = concat(["0x02", X]);
const ODD_KEY = concat(["0x03", X]);
const RELAY = "relay-1.grid_tf";

async function fixture() {
  const { grid, nodeKey, stranger } = await emptyGrid(connection);
  return { twins: grid.Twins, nodeKey, stranger };
}

describe("Twins", () => {
  describe("setting one's twin", () => {
    it("tells and shows relay and public key", async () => {
      const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);

      await expect(twins.connect(nodeKey).setTwin({ relay: RELAY, publicKey: EVEN_KEY }))
        .to.emit(twins, "TwinSet")
        .withArgs(nodeKey.address, RELAY, EVEN_KEY);
      expect(await twins.twinOf(nodeKey)).to.satisfy(struct({ relay: RELAY, publicKey: EVEN_KEY }));
    });

    it("replaces what was set before", async () => {
      const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);
      await twins.connect(nodeKey).setTwin({ relay: RELAY, publicKey: EVEN_KEY });
      await twins.connect(nodeKey).setTwin({ relay: "b", publicKey: ODD_KEY });

      expect(await twins.twinOf(nodeKey)).to.satisfy(struct({ relay: "b", publicKey: ODD_KEY }));
    });

    it("changes nobody else's", async () => {
      const { twins, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
      await twins.connect(nodeKey).setTwin({ relay: RELAY, publicKey: EVEN_KEY });

      expect(await twins.twinOf(stranger)).to.satisfy(struct({ relay: "", publicKey: "0x" }));
    });
  });

  describe("naming a relay", () => {
    for (const relay of ["a", "Z", "0", "-", "_", "az.AZ.09", "a.b", "r".repeat(1024)]) {
      it(`accepts ${shortened(relay)}`, async () => {
        const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);

        await expect(twins.connect(nodeKey).setTwin({ relay, publicKey: EVEN_KEY })).to.emit(twins, "TwinSet");
      });
    }

    const dots = [".", ".a", "a.", "a..b", ".."];
    const characters = ["@", "[", "`", "{", "/", ":", " ", "é", "\n", "\u0000", "^"].map((other) => `a${other}b`);
    for (const relay of ["", "r".repeat(1025), ...dots, ...characters]) {
      it(`refuses ${shortened(relay)}`, async () => {
        const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);

        await expect(twins.connect(nodeKey).setTwin({ relay, publicKey: EVEN_KEY }))
          .to.be.revertedWithCustomError(twins, "TwinRelayInvalid")
          .withArgs(relay);
      });
    }
  });

  describe("giving a public key", () => {
    it("accepts both kinds of compressed keys", async () => {
      const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);

      for (const publicKey of [EVEN_KEY, ODD_KEY]) {
        await expect(twins.connect(nodeKey).setTwin({ relay: RELAY, publicKey })).to.emit(twins, "TwinSet");
      }
    });

    const wrong = ["0x01", "0x04", "0x00"].map((prefix) => concat([prefix, X]));
    for (const publicKey of ["0x", "0x02", hexlify(X), concat([EVEN_KEY, "0x00"]), ...wrong]) {
      it(`refuses ${shortened(publicKey)}`, async () => {
        const { twins, nodeKey } = await networkHelpers.loadFixture(fixture);

        await expect(twins.connect(nodeKey).setTwin({ relay: RELAY, publicKey }))
          .to.be.revertedWithCustomError(twins, "TwinPublicKeyInvalid")
          .withArgs(publicKey);
      });
    }
  });
});

function shortened(text: string): string {
  return text.length < 20 ? JSON.stringify(text) : `${text.slice(0, 8)}… of length ${text.length}`;
}
