import type { Context, Env, ValidationTargets } from "hono";
import { HTTPException } from "hono/http-exception";
import { pino } from "pino";
import type { z } from "zod";
import type { Problem } from "./answers/common.ts";

type RefusalStatus = 400 | 404 | 405 | 429 | 503;

const logger = pino({ name: "explorer-api" });

/** Why a request is not answered: a code for programs and a sentence for people. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: RefusalStatus;
  readonly code: string;
  /** When it is worth to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: RefusalStatus, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** There is no such thing. */
export function missing(what: string): Refusal {
  return new Refusal(404, "notFound", `There is no ${what} in the index.`);
}

/** Answers with a problem. What nobody foresaw is logged, and its text is not told: it may name what is inside. */
export function answerProblem(thrown: Error, c: Context): Response {
  if (thrown instanceof Refusal) {
    const { status, code, message, retryAfterSeconds } = thrown;
    if (retryAfterSeconds !== undefined) c.header("retry-after", String(retryAfterSeconds));
    return problemOf(c, status, { code, message });
  }
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return problemOf(c, 400, { code: "malformedRequest", message: thrown.message });
  }
  logger.error({ err: thrown, path: c.req.path }, "a request failed");
  return problemOf(c, 500, { code: "internalError", message: "Something went wrong here; it was logged." });
}

/** Tells the first thing that is wrong with a request's parameters. */
export function refuseInvalid<Target extends keyof ValidationTargets>(
  result: { readonly target: Target } & ({ readonly success: true } | { readonly success: false; error: z.ZodError }),
  c: Context<Env>,
): Response | undefined {
  if (result.success) return undefined;
  return problemOf(c, 400, { code: "malformedRequest", message: describeIssue(result.error.issues[0]) });
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "unrecognized_keys") {
    return `There is no parameter ${issue.keys.join(", ")} here; GET /v1/openapi.json lists what there is.`;
  }
  return `The parameter ${issue?.path.join(".") ?? ""} is not as it must be: ${issue?.message ?? "unreadable"}.`;
}

function problemOf(c: Context, status: RefusalStatus | 500, problem: Problem): Response {
  return c.json(problem, status, { "cache-control": "no-store" });
}
