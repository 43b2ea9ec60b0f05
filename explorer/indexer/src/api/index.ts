import { OpenAPIHono } from "@hono/zod-openapi";
import { graphql } from "ponder";
import { db } from "ponder:api";
import schema from "ponder:schema";

const app = new OpenAPIHono();
app.use("/graphql", graphql({ db, schema }));

export default app;
