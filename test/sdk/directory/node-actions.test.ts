import { expect } from "chai";
import hre from "hardhat";
import { adoptPolicyAndWait } from "../../../sdk/directory/adopt-policy.ts";
import { certifyNodeAndWait } from "../../../sdk/directory/certify-node.ts";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { createFarmAndWait, createFarmCall } from "../../../sdk/directory/create-farm.ts";
import { termsIn } from "../../../sdk/directory/fold-node-events.ts";
import { moveNodeAndWait } from "../../../sdk/directory/move-node.ts";
import { readNodes, readNodesOfFarm } from "../../../sdk/directory/read-directory.ts";
import { registerNodeAndWait } from "../../../sdk/directory/register-node.ts";
import { removeNodeAndWait } from "../../../sdk/directory/remove-node.ts";
import { replaceKeyAndWait } from "../../../sdk/directory/replace-key.ts";
import { rotateKeyAndWait } from "../../../sdk/directory/rotate-key.ts";
import { setConnectionPriceAndWait } from "../../../sdk/directory/set-connection-price.ts";
import { setDetailsAndWait } from "../../../sdk/directory/set-details.ts";
import { setPowerStateAndWait } from "../../../sdk/directory/set-power-state.ts";
import { setPowerTargetAndWait } from "../../../sdk/directory/set-power-target.ts";
import { signConsentToJoin, signConsentToKey, signConsentToMove } from "../../../sdk/directory/sign-consent.ts";
import { updateCapacityAndWait } from "../../../sdk/directory/update-capacity.ts";
import { verifyTermsAndWait } from "../../../sdk/directory/verify-terms.ts";
import { withdrawVerificationAndWait } from "../../../sdk/directory/withdraw-verification.ts";
import { addPolicyAndWait } from "../../../sdk/farming/add-policy.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { deployment, exampleRegistration, FAR_FUTURE } from "./directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Farm 1 of the farmer has node 1; farm 2 belongs to the other farmer. */
async function fixture() {
  const context = await deployment(connection);
  const { grid, farmer, otherFarmer, nodeKey } = context;
  await createFarmAndWait(grid, farmer, { name: "alpha", payout: farmer.address });
  await createFarmAndWait(grid, otherFarmer, { name: "beta", payout: otherFarmer.address });
  const registration = exampleRegistration(nodeKey.address);
  const nodeConsent = await signConsentToJoin(grid, nodeKey, { registration, deadline: FAR_FUTURE });
  const { nodeId } = await registerNodeAndWait(grid, farmer, { registration, nodeConsent, farmerConsent: NO_CONSENT });
  const nextPeriod = Number(await grid.Directory.currentPeriod()) + 1;
  return { ...context, registration, nodeId, nextPeriod };
}

describe("the write actions on nodes", () => {
  it("register a node that the farmer consented to, whoever sends", async () => {
    const { grid, farmer, otherKey, stranger } = await networkHelpers.loadFixture(fixture);
    const registration = exampleRegistration(otherKey.address);
    const terms = { registration, deadline: FAR_FUTURE };
    const [nodeConsent, farmerConsent] = await Promise.all([
      signConsentToJoin(grid, otherKey, terms),
      signConsentToJoin(grid, farmer, terms),
    ]);

    const { nodeId } = await registerNodeAndWait(grid, stranger, { registration, nodeConsent, farmerConsent });

    expect(await grid.Directory.nodeByKey(otherKey.address)).to.equal(BigInt(nodeId));
  });

  it("take consents of one farmer to many nodes in any order", async () => {
    const { grid, farmer, stranger, otherKey, booker } = await networkHelpers.loadFixture(fixture);
    const keys = [otherKey, booker];
    const parameters = await Promise.all(
      keys.map(async (key) => {
        const registration = exampleRegistration(key.address);
        const terms = { registration, deadline: FAR_FUTURE };
        const nodeConsent = await signConsentToJoin(grid, key, terms);
        return { registration, nodeConsent, farmerConsent: await signConsentToJoin(grid, farmer, terms) };
      }),
    );

    for (const one of parameters.reverse()) await registerNodeAndWait(grid, stranger, one);

    expect(await grid.Directory.nodeCount()).to.equal(3n);
  });

  it("register with the consent of a contract wallet that owns the farm", async () => {
    const { grid, farmer, otherKey } = await networkHelpers.loadFixture(fixture);
    const wallet = await connection.ethers.deployContract("Wallet1271", [farmer.address], farmer);
    const party = await wallet.getAddress();
    const { to, data } = await createFarmCall(grid, { name: "wallet-farm", payout: party });
    await wallet.execute(to, data);
    const registration = exampleRegistration(otherKey.address, { farmId: 3 });
    const farmerConsent = await signConsentToJoin(grid, farmer, { registration, deadline: FAR_FUTURE, party });

    const { nodeId } = await registerNodeAndWait(grid, otherKey, {
      registration,
      nodeConsent: NO_CONSENT,
      farmerConsent,
    });

    expect((await grid.Directory.nodeOf(nodeId)).farmId).to.equal(3n);
  });

  it("move a node with its consent", async () => {
    const { grid, provider, book, nodeId, nodeKey, otherFarmer, nextPeriod } =
      await networkHelpers.loadFixture(fixture);
    const move = { nodeId, toFarmId: 2 };
    const nodeConsent = await signConsentToMove(grid, nodeKey, { ...move, deadline: FAR_FUTURE });
    const { event } = await moveNodeAndWait(grid, otherFarmer, { ...move, nodeConsent, farmerConsent: NO_CONSENT });

    expect(event.toFarmId).to.equal(2n);
    const [node] = await readNodesOfFarm({ grid, provider, book }, 2);
    expect([node?.nodeId, termsIn(node!, nextPeriod)?.farmId]).to.deep.equal([nodeId, 2]);
    expect(await readNodesOfFarm({ grid, provider, book }, 1)).to.deep.equal([]);
  });

  it("rotate and replace a key", async () => {
    const { grid, nodeId, nodeKey, otherKey, certifier, farmer, booker } = await networkHelpers.loadFixture(fixture);
    const rotation = { nodeId, newKey: otherKey.address };
    const newKeyConsent = await signConsentToKey(grid, otherKey, { ...rotation, deadline: FAR_FUTURE });
    const rotated = await rotateKeyAndWait(grid, nodeKey, { ...rotation, newKeyConsent });
    expect(rotated.event.previousKey).to.equal(nodeKey.address);

    const replacement = { nodeId, newKey: booker.address };
    const consents = {
      newKeyConsent: await signConsentToKey(grid, booker, { ...replacement, deadline: FAR_FUTURE }),
      farmerConsent: await signConsentToKey(grid, farmer, { ...replacement, deadline: FAR_FUTURE }),
    };
    const replaced = await replaceKeyAndWait(grid, certifier, { ...replacement, ...consents });
    expect(replaced.event.newKey).to.equal(booker.address);
  });

  it("change terms: capacity, certification, verification, policy", async () => {
    const { grid, nodeId, nodeKey, certifier, verifier, farmer, policyManager, nextPeriod } =
      await networkHelpers.loadFixture(fixture);
    const capacity = { cru: 16, mruBytes: 2n ** 36n, sruBytes: 2n ** 40n, hruBytes: 0n };
    const updated = await updateCapacityAndWait(grid, nodeKey, {
      nodeId,
      capacity,
      ipv4Count: 1,
      isVirtualized: false,
    });
    expect(updated.terms[0]?.terms.capacity.cru).to.equal(16n);
    const certified = await certifyNodeAndWait(grid, certifier, { nodeId, isCertified: true });
    expect(certified.terms[0]?.terms.isCertified).to.equal(true);
    const verified = await verifyTermsAndWait(grid, verifier, { nodeId, termsIndex: 2, verifiedUntil: nextPeriod + 9 });
    expect(verified.event.verifiedFrom).to.equal(BigInt(nextPeriod));
    const withdrawn = await withdrawVerificationAndWait(grid, verifier, { nodeId });
    expect(withdrawn.events.map(({ termsIndex, verifiedUntil }) => [termsIndex, verifiedUntil])).to.deep.equal([
      [2n, 0n],
    ]);
    const certifiedPolicy = { ...localSettings().policies[1]!, name: "newer" };
    const { policyId } = await addPolicyAndWait(grid, policyManager, certifiedPolicy);
    const adopted = await adoptPolicyAndWait(grid, farmer, { nodeId });
    expect(adopted.terms[0]?.terms.policyId).to.equal(BigInt(policyId));
  });

  it("set details, power and the connection price, and remove", async () => {
    const { grid, nodeId, nodeKey, farmer, policyManager, registration } = await networkHelpers.loadFixture(fixture);
    const details = { ...registration.details, city: "Bruges" };
    expect((await setDetailsAndWait(grid, farmer, { nodeId, details })).event.details.city).to.equal("Bruges");
    expect((await setPowerTargetAndWait(grid, farmer, { nodeId, isDown: true })).event.isDown).to.equal(true);
    expect((await setPowerStateAndWait(grid, nodeKey, { nodeId, isDown: true })).event.isDown).to.equal(true);
    const priced = await setConnectionPriceAndWait(grid, policyManager, { connectionPriceMusd: 90 });
    expect(priced.event.connectionPriceMusd).to.equal(90n);
    expect((await removeNodeAndWait(grid, nodeKey, { nodeId })).event.farmId).to.equal(1n);
  });
});

describe("nodes as their events tell them", () => {
  it("are what the contract says after a life of changes", async () => {
    const { grid, provider, book, nodeId, nodeKey, farmer, certifier, verifier, nextPeriod } =
      await networkHelpers.loadFixture(fixture);
    await certifyNodeAndWait(grid, certifier, { nodeId, isCertified: true });
    await verifyTermsAndWait(grid, verifier, { nodeId, termsIndex: 1, verifiedUntil: nextPeriod + 3 });
    await setPowerTargetAndWait(grid, farmer, { nodeId, isDown: true });
    await setPowerStateAndWait(grid, nodeKey, { nodeId, isDown: true });
    await setDetailsAndWait(grid, nodeKey, {
      nodeId,
      details: { country: "Egypt", city: "Cairo", longitude: -31.5, serialNumber: "", hasSecureBoot: true },
    });

    const [node] = await readNodes({ grid, provider, book }, [nodeId]);
    const stored = await grid.Directory.nodeOf(nodeId);

    expect(node).to.deep.include({
      nodeId,
      farmId: Number(stored.farmId),
      key: stored.key,
      isTargetDown: stored.isTargetDown,
      isDown: stored.isDown,
    });
    expect(node?.details).to.deep.include({ city: "Cairo", latitude: undefined, longitude: -31.5 });
    expect(node?.terms).to.have.length(Number(stored.termsCount));
    for (const terms of node!.terms) {
      const { untilPeriod, verifiedFrom, verifiedUntil } = await grid.Directory.termsOf(nodeId, terms.termsIndex);
      expect(terms).to.include({
        untilPeriod: Number(untilPeriod),
        verifiedFrom: Number(verifiedFrom),
        verifiedUntil: Number(verifiedUntil),
      });
    }
  });

  it("have no key and no terms to come once removed", async () => {
    const { grid, provider, book, nodeId, nodeKey, nextPeriod } = await networkHelpers.loadFixture(fixture);
    await removeNodeAndWait(grid, nodeKey, { nodeId });

    const [node] = await readNodes({ grid, provider, book });

    expect([node?.key, termsIn(node!, nextPeriod)]).to.deep.equal([undefined, undefined]);
  });
});
