import { expect } from "chai";
import hre from "hardhat";
import { addPolicy, addPolicyAndWait } from "../../../sdk/farming/add-policy.ts";
import { readPolicies } from "../../../sdk/farming/read-policies.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { deployment } from "../directory/directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const [DIY] = localSettings().policies;

async function fixture() {
  return deployment(connection);
}

describe("farming policies", () => {
  it("are read as they were written down", async () => {
    const context = await networkHelpers.loadFixture(fixture);

    const policies = await readPolicies(context);

    expect(policies).to.deep.equal(
      localSettings().policies.map((policy, index) => ({
        ...policy,
        policyId: index + 1,
        eligibility: { untilPeriod: undefined, ...policy.eligibility },
      })),
    );
  });

  it("are added with the next number, with or without waiting", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const ending = { ...DIY!.eligibility, isDefault: false, untilPeriod: 200 };
    const rates = { ...DIY!.rates, uptimeRule: "allOrNothing" as const };

    const response = await addPolicy(context.grid, context.policyManager, { ...DIY!, name: "third" });
    await response.wait();
    const { policyId } = await addPolicyAndWait(context.grid, context.policyManager, {
      name: "fourth",
      rates,
      eligibility: ending,
    });

    expect(policyId).to.equal(4);
    expect((await readPolicies(context))[3]).to.deep.equal({ policyId: 4, name: "fourth", rates, eligibility: ending });
  });
});
