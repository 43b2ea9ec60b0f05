import { ponder } from "ponder:registry";
import { opening } from "ponder:schema";
import { recordAction } from "../access/record-action.ts";

ponder.on("Escrow:EscrowStarted", async ({ event, context }) => {
  const { deploymentWindow } = event.args;
  await context.db.insert(opening).values({ escrow: event.log.address, deploymentWindowSeconds: deploymentWindow });
});

ponder.on("Escrow:OpeningPaused", async ({ event, context }) => {
  await context.db.update(opening, { escrow: event.log.address }).set({ pausedUntil: event.args.until });
  await recordAction(context.db, event, "Escrow:OpeningPaused");
});

ponder.on("Escrow:OpeningEnds", async ({ event, context }) => {
  await context.db.update(opening, { escrow: event.log.address }).set({ endsAt: event.args.endsAt });
  await recordAction(context.db, event, "Escrow:OpeningEnds");
});
