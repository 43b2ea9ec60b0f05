import { answer } from "../answer.ts";
import { status } from "../answers/grid.ts";
import { getRoute, newRoutes } from "../routes.ts";

export const statusRoutes = newRoutes().openapi(
  getRoute({ path: "/status", summary: "How far the index has come", answer: status }),
  (c) => answer(c, ({ chainId, block, now, isReady }) => Promise.resolve({ chainId, block, blockTime: now, isReady })),
);
