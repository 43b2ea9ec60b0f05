import { OpenAPIHono } from "@hono/zod-openapi";
import { graphql } from "ponder";
import { db } from "ponder:api";
import schema from "ponder:schema";
import { limitRequests } from "./limits.ts";
import { Refusal, answerProblem } from "./refusal.ts";
import { accessRoutes } from "./routes/access.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { farmRoutes } from "./routes/farms.ts";
import { measurementRoutes } from "./routes/measurements.ts";
import { nodeRoutes } from "./routes/nodes.ts";
import { periodRoutes } from "./routes/periods.ts";
import { policyRoutes } from "./routes/policies.ts";
import { priceRoutes } from "./routes/prices.ts";
import { receiptRoutes } from "./routes/receipts.ts";
import { reservationRoutes } from "./routes/reservations.ts";
import { statusRoutes } from "./routes/status.ts";
import { totalRoutes } from "./routes/totals.ts";
import { requestLimits } from "./settings.ts";

const app = new OpenAPIHono();

app.onError(answerProblem);
app.use(limitRequests(requestLimits, () => performance.now()));

for (const routes of [
  statusRoutes,
  totalRoutes,
  nodeRoutes,
  farmRoutes,
  receiptRoutes,
  periodRoutes,
  measurementRoutes,
  policyRoutes,
  priceRoutes,
  accessRoutes,
  accountRoutes,
  reservationRoutes,
])
  app.route("/v1", routes);

app.get("/v1/openapi.json", (c) =>
  c.json(
    app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "ThreeFold Grid indexer",
        version: "1",
        description:
          "What the events of the contracts tell, as of one block, which the headers grid-block and grid-block-time name.",
        license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      },
    }),
  ),
);

app.post(
  "/graphql",
  graphql({ db, schema }, { maxOperationTokens: 1000, maxOperationDepth: 20, maxOperationAliases: 10 }),
);

// Ponder would answer a browser with a page that loads programs from elsewhere.
app.get("/graphql", () => {
  throw new Refusal(405, "postExpected", 'Send the query in a POST request, as {"query": "…"}.');
});

app.all("*", () => {
  throw new Refusal(404, "notFound", "There is nothing at this address; GET /v1/openapi.json lists what there is.");
});

export default app;
