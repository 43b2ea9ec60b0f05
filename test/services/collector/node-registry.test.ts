import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import { registerNodeAndWait } from "../../../sdk/directory/register-node.ts";
import { removeNodeAndWait } from "../../../sdk/directory/remove-node.ts";
import { rotateKeyAndWait } from "../../../sdk/directory/rotate-key.ts";
import { signConsentToJoin, signConsentToKey } from "../../../sdk/directory/sign-consent.ts";
import { periodAt, periodEnd } from "../../../sdk/rules/minting-period.ts";
import { createNodeRegistry } from "../../../services/collector/node-registry.ts";
import { FAR_FUTURE, deployment, exampleRegistration } from "../../sdk/directory/directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Farm 1 without nodes. */
async function fixture() {
  const context = await deployment(connection);
  await createFarmAndWait(context.grid, context.farmer, { name: "alpha", payout: context.farmer.address });
  return context;
}

type Context = Awaited<ReturnType<typeof fixture>>;

async function register({ grid, farmer, nodeKey }: Context): Promise<number> {
  const registration = exampleRegistration(nodeKey.address);
  const nodeConsent = await signConsentToJoin(grid, nodeKey, { registration, deadline: FAR_FUTURE });
  return (await registerNodeAndWait(grid, farmer, { registration, nodeConsent, farmerConsent: NO_CONSENT })).nodeId;
}

describe("a node registry", () => {
  it("knows the keys of a node, each for its time, long after and at once", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, nodeKey, otherKey, book } = context;
    const registry = createNodeRegistry(context, () => 0);
    await registry.refresh();
    const nodeId = await register(context);
    expect(registry.keysOf(nodeId)).to.equal(undefined);
    await registry.refresh();
    const first = { key: nodeKey.address.toLowerCase(), from: 0, until: Infinity };
    expect(registry.keysOf(nodeId)).to.deep.equal([first]);

    const newKeyConsent = await signConsentToKey(grid, otherKey, {
      nodeId,
      newKey: otherKey.address,
      deadline: FAR_FUTURE,
    });
    await rotateKeyAndWait(grid, nodeKey, { nodeId, newKey: otherKey.address, newKeyConsent });
    const at = await networkHelpers.time.latest();
    await registry.refresh();
    const rotated = [
      { ...first, until: at },
      { key: otherKey.address.toLowerCase(), from: at, until: Infinity },
    ];
    expect(registry.keysOf(nodeId)).to.deep.equal(rotated);

    await networkHelpers.mine(200);
    await registry.refresh();
    await registry.refresh();
    expect(registry.keysOf(nodeId)).to.deep.equal(rotated);

    await removeNodeAndWait(grid, otherKey, { nodeId });
    const removedAt = await networkHelpers.time.latest();
    const until = periodEnd(book.schedule, periodAt(book.schedule, removedAt));
    for (const reader of [registry, createNodeRegistry(context, () => 0)]) {
      await reader.refresh();
      expect(reader.keysOf(nodeId)).to.deep.equal([rotated[0], { ...rotated[1], until }]);
    }
  });

  it("forgets what the chain took back", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const registry = createNodeRegistry(context, () => 0);
    const before = await networkHelpers.takeSnapshot();
    const nodeId = await register(context);
    await registry.refresh();
    expect(registry.keysOf(nodeId)).to.have.lengthOf(1);

    await before.restore();
    await networkHelpers.mine();
    await registry.refresh();
    expect(registry.keysOf(nodeId)).to.equal(undefined);
  });

  it("asks for unknown nodes every 10 seconds at most", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const clock = { now: 1000 };
    const registry = createNodeRegistry(context, () => clock.now);
    await registry.refreshForUnknown();
    const nodeId = await register(context);
    clock.now = 1009;
    await registry.refreshForUnknown();
    expect(registry.keysOf(nodeId)).to.equal(undefined);
    clock.now = 1010;
    await registry.refreshForUnknown();
    expect(registry.keysOf(nodeId)).to.have.lengthOf(1);
    expect(registry.refreshedAt()).to.equal(1010);
  });
});
