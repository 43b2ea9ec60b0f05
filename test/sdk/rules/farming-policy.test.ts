import { expect } from "chai";
import {
  LIVE_CERTIFIED,
  LIVE_DIY,
  REPLAY_CERTIFIED_FROM_73,
  REPLAY_CERTIFIED_UNTIL_72,
  REPLAY_DIY_FROM_73,
  REPLAY_DIY_UNTIL_72,
} from "../../../sdk/rules/farming-policy.ts";

const REPLAY = [REPLAY_DIY_UNTIL_72, REPLAY_DIY_FROM_73, REPLAY_CERTIFIED_UNTIL_72, REPLAY_CERTIFIED_FROM_73];
const LIVE = [LIVE_DIY, LIVE_CERTIFIED];

describe("farming policies", () => {
  it("replay the rates of the real grid's policies 1 and 2", () => {
    for (const policy of [REPLAY_DIY_UNTIL_72, REPLAY_DIY_FROM_73]) {
      expect(policy).to.include({ cuMusd: 2400, suMusd: 1000, nuMusd: 30, ipv4Musd: 5, certifiedBonusBps: 2500 });
    }
    for (const policy of [REPLAY_CERTIFIED_UNTIL_72, REPLAY_CERTIFIED_FROM_73]) {
      expect(policy).to.include({ cuMusd: 3000, suMusd: 1250, nuMusd: 38, ipv4Musd: 6, certifiedBonusBps: 0 });
    }
  });

  it("replay without verification and ceilings", () => {
    for (const policy of REPLAY) {
      expect(policy).to.include({ uptimeRule: "linear", requiresVerification: false, ceilingCu: 0, ceilingSu: 0 });
    }
  });

  it("ask for a minimum uptime since period 73", () => {
    for (const policy of [REPLAY_DIY_UNTIL_72, REPLAY_CERTIFIED_UNTIL_72]) {
      expect(policy).to.include({ minimumUptimeDiyPermille: 0, minimumUptimeCertifiedPermille: 0 });
    }
    for (const policy of [REPLAY_DIY_FROM_73, REPLAY_CERTIFIED_FROM_73, ...LIVE]) {
      expect(policy).to.include({ minimumUptimeDiyPermille: 950, minimumUptimeCertifiedPermille: 980 });
    }
  });

  it("pay verified capacity only on a public network, up to a ceiling", () => {
    for (const policy of LIVE) {
      expect(policy).to.include({ nuMusd: 0, ipv4Musd: 0, requiresVerification: true });
      expect(policy.ceilingCu).to.be.greaterThan(0);
      expect(policy.ceilingSu).to.be.greaterThan(0);
    }
    expect(LIVE_DIY).to.include({ cuMusd: 2400, suMusd: 1000 });
    expect(LIVE_CERTIFIED).to.include({ cuMusd: 3000, suMusd: 1250 });
  });
});
