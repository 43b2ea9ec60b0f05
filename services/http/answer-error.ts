import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { z } from "zod";
import { DatabaseUnavailableError } from "../database/database.ts";
import { HttpError } from "./http-error.ts";

/** The body of every answer that is not a success. */
export const errorAnswer = z.object({
  error: z.string().describe("For programs"),
  message: z.string().describe("For people: what is wrong and what to do"),
});

/** What fastify refuses by itself, by the HTTP status that it has for it. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: "malformedRequest",
  404: "notFound",
  413: "bodyTooLarge",
  415: "notJson",
  414: "addressTooLong",
  429: "tooManyRequests",
};

/** Answers with { error, message }. What nobody foresaw is logged, and its text is not told: it may name what is inside. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toHttpError(thrown);
  if (error.statusCode >= 500) request.log.error({ err: thrown }, error.message);
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", error.retryAfterSeconds);
  return reply.code(error.statusCode).send({ error: error.code, message: error.message });
}

function toHttpError(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (thrown instanceof DatabaseUnavailableError) {
    const { message, hint, retryAfterSeconds } = thrown;
    return new HttpError(503, "databaseUnavailable", `${message} ${hint}`, { retryAfterSeconds });
  }
  if (hasZodFastifySchemaValidationErrors(thrown)) return new HttpError(400, "malformedRequest", describe(thrown));
  const { statusCode = 500, message } = thrown as { statusCode?: number; message: string };
  const code = REFUSALS[statusCode];
  if (code !== undefined) return new HttpError(statusCode, code, message);
  return new HttpError(500, "internalError", "Something went wrong here; it was logged.");
}

function describe({ validation, validationContext }: Pick<FastifyError, "validation" | "validationContext">): string {
  const [{ instancePath, message } = { instancePath: "", message: "unreadable" }] = validation ?? [];
  return `The request's ${validationContext ?? ""}${instancePath.replaceAll("/", ".")} is not as it must be: ${message}.`;
}
