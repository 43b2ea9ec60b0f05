import type { RouteConfig } from "@hono/zod-openapi";
import { OpenAPIHono, createRoute, z } from "@hono/zod-openapi";
import { problem } from "./answers/common.ts";
import { refuseInvalid } from "./refusal.ts";

type Parameters = z.ZodRawShape;

/** A part of the API; all parts refuse in the same form. */
export function newRoutes() {
  return new OpenAPIHono({ defaultHook: refuseInvalid });
}

/** A route that answers with JSON. Parameters that it does not have are refused. */
export function getRoute<
  const Path extends string,
  Answer extends z.ZodType,
  Query extends Parameters = Record<never, never>,
  Params extends Parameters = Record<never, never>,
>(options: {
  readonly path: Path;
  readonly summary: string;
  readonly answer: Answer;
  readonly query?: Query;
  readonly params?: Params;
}) {
  const { path, summary, answer, query = {} as Query, params = {} as Params } = options;
  return createRoute({
    method: "get",
    path,
    summary,
    request: { query: z.strictObject(query), params: z.object(params) },
    responses: { 200: { description: summary, content: { "application/json": { schema: answer } } }, ...REFUSALS },
  });
}

/** A route that answers with a file of rows. */
export function csvRoute<const Path extends string, Params extends Parameters>(options: {
  readonly path: Path;
  readonly summary: string;
  readonly params: Params;
}) {
  const { path, summary, params } = options;
  return createRoute({
    method: "get",
    path,
    summary,
    request: { query: z.strictObject({}), params: z.object(params) },
    responses: { 200: { description: summary, content: { "text/csv": { schema: z.string() } } }, ...REFUSALS },
  });
}

const REFUSALS = {
  400: refusal("A parameter is wrong"),
  404: refusal("There is no such thing"),
  429: refusal("This address has sent too many requests"),
  503: refusal("The indexer cannot answer now"),
} satisfies RouteConfig["responses"];

function refusal(description: string) {
  return { description, content: { "application/json": { schema: problem } } };
}
