import { expect } from "chai";
import { RULE_SETS, ruleSetOf, UnknownRuleSetError } from "../../../sdk/rules/rule-sets.ts";

describe("rule sets", () => {
  it("have the ids that are signed with roots", () => {
    expect(RULE_SETS.conformance.id).to.equal(1);
    expect(RULE_SETS.proportional.id).to.equal(2);
  });

  it("are found by id", () => {
    for (const ruleSet of Object.values(RULE_SETS)) expect(ruleSetOf(ruleSet.id)).to.equal(ruleSet);
  });

  it("names those it has when it is asked for another one", () => {
    expect(() => ruleSetOf(3)).to.throw(
      UnknownRuleSetError,
      "Rule set 3 is unknown: this library has 1 (conformance) and 2 (proportional).",
    );
  });
});
