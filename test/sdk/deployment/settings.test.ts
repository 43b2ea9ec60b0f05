import { readFileSync } from "node:fs";
import { expect } from "chai";
import { deploymentSettings } from "../../../sdk/deployment/settings.ts";

interface Parameters {
  grantDelaySeconds: number;
  roles: Record<string, { account: string; executionDelaySeconds?: number }>;
  policies: { rates: { requiresVerification: boolean; nuMusd: number; ipv4Musd: number; ceilingCu: number } }[];
  attestors: { members: string[] };
  verifiers: { members: string[] };
}

describe("deployment settings", () => {
  for (const name of ["local", "replay"]) {
    it(`takes the parameters of ${name}`, () => {
      expect(deploymentSettings.safeParse(parameters(name)).success).to.equal(true);
    });
  }

  it("says of the live example which addresses and which price are missing, and finds nothing else wrong", () => {
    const messages = issuesOf(parameters("live.example"));

    expect(messages).to.have.length(5 + 3 + 5 + 8 + 2 + 1);
    for (const message of messages) {
      expect(message).to.match(
        /^(attestors|verifiers|roles|pricing|priceFeed\.(reporters|firstUsdPerTft))\b.* must be an /,
      );
    }
  });

  it("offers live policies that need verification, have ceilings and mint nothing for usage", () => {
    for (const { rates } of parameters("live.example").policies) {
      expect(rates.requiresVerification).to.equal(true);
      expect(rates.ceilingCu).to.be.above(0);
      expect([rates.nuMusd, rates.ipv4Musd]).to.deep.equal([0, 0]);
    }
  });

  it("needs a delay of five days for the admin where grants are delayed", () => {
    const settings = parameters("local");
    settings.grantDelaySeconds = 1;
    settings.roles["measurementAdmin"]!.executionDelaySeconds = 259_200;

    expect(issuesOf(settings)).to.deep.equal([
      "roles.admin.executionDelaySeconds must be at least 432000 on a network with delays",
    ]);
  });

  it("needs a delay as long as the review for proposals without signatures where grants are delayed", () => {
    const settings = parameters("local");
    settings.grantDelaySeconds = 1;
    settings.roles["admin"]!.executionDelaySeconds = 432_000;

    expect(issuesOf(settings)).to.deep.equal([
      "roles.measurementAdmin.executionDelaySeconds must be at least 259200 on a network with delays",
    ]);
  });

  it("keeps guardian and measurement admin apart where grants are delayed", () => {
    const settings = parameters("local");
    settings.grantDelaySeconds = 1;
    settings.roles["admin"]!.executionDelaySeconds = 432_000;
    settings.roles["measurementAdmin"] = { ...settings.roles["guardian"]!, executionDelaySeconds: 259_200 };

    expect(issuesOf(settings)).to.deep.equal([
      "roles.measurementAdmin.account must not be the guardian too: together they would replace the attestors",
    ]);
  });

  it("lets no role's delay be forgotten", () => {
    const settings = parameters("local");
    delete settings.roles["guardian"]!.executionDelaySeconds;

    expect(issuesOf(settings)).to.have.length(1);
  });
});

function parameters(name: string): Parameters {
  const file = new URL(`../../../ignition/parameters/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Parameters;
}

function issuesOf(settings: Parameters): string[] {
  const { error } = deploymentSettings.safeParse(settings);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);
}
