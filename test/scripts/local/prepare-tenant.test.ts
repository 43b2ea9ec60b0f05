import { expect } from "chai";
import { mintTft } from "../../../scripts/local/mint-tft.ts";
import { prepareTenant, tenantGift } from "../../../scripts/local/prepare-tenant.ts";
import { replayPlan } from "../../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../../scripts/replay/real-grid.ts";
import { sendAction } from "../../../scripts/replay/run-actions.ts";
import { startChain } from "../../../scripts/replay/run-in-process.ts";
import { newRun } from "../../../scripts/replay/run.ts";
import { newTenancy } from "../../../scripts/tenancy/run.ts";

const TFT = 10n ** 7n;

describe("tenant of the local chain", () => {
  it("has TFT, a reservation that runs and one that waits", async () => {
    const real = onlyPeriod(loadRealGrid(), 62);
    const chain = await startChain();
    try {
      const run = newRun({ chain, plan: replayPlan(real), fixups: real.fixups, say: () => undefined });
      for (const action of run.plan.actions) await sendAction(run, action);
      await mintTft(await newTenancy(run), [await tenantGift(run)]);
      const { accountId, reservations } = await prepareTenant(run);

      const { TFT: tft, Escrow, Reservations } = chain.grid;
      const tenant = chain.tenant(0);
      expect(await tft.balanceOf(tenant)).to.equal(9000n * TFT);
      expect(await tft.totalSupply()).to.equal(10_000n * TFT);
      expect(await Escrow.ownerOf(accountId)).to.equal(await tenant.getAddress());
      expect(await tft.mintableBy(chain.governor)).to.equal(0n);

      const states = await Promise.all(reservations.map(({ reservationId }) => Reservations.stateOf(reservationId)));
      const [pending, active] = [1n, 2n];
      expect(reservations.map(({ state }) => state)).to.deep.equal(["active", "pending"]);
      expect(states.map(({ state }) => state)).to.deep.equal([active, pending]);
    } finally {
      await chain.close();
    }
  });
});
