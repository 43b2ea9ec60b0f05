import { z } from "zod";
import { errorAnswer } from "../http/answer-error.ts";
import type { HttpServer } from "../http/create-server.ts";
import { HttpError } from "../http/http-error.ts";
import type { Attestor } from "./attestor.ts";
import { proposalSummary } from "./peer.ts";
import { AvailabilityRefusedError } from "./state-availability.ts";

const MOST_TIME = 2 ** 40 - 1;

const period = z.coerce.number().int().min(0).max(0xffffff);
const place = z.object({ period, batch: z.coerce.number().int().min(0).max(0xfffe) });
const time = z.int().min(0).max(MOST_TIME);

const availabilityRequest = z.strictObject({
  nodeId: z.int().min(1).max(0xffffffff),
  from: time,
  to: time,
  stopIndex: z
    .string()
    .regex(/^\d{1,29}$/, "must be a whole number in quotes")
    .default("0"),
});

/** What an attestor answers. Proposals and measurements are the documents that `tfgrid period` reads and writes. */
export function addAttestorRoutes(server: HttpServer, attestor: Attestor): void {
  const refusals = { 400: errorAnswer, 404: errorAnswer, 409: errorAnswer, 425: errorAnswer };
  const describe = (description: string) => ({ description, response: { 200: z.any(), ...refusals } });

  server.get(
    "/v1/proposals/:period/:batch",
    { schema: { ...describe("What this attestor derived, with its leaves, and its signature"), params: place } },
    async ({ params }) => {
      const [summary, proposal] = await Promise.all([attestor.summaryOf(params), attestor.proposalOf(params)]);
      if (summary === undefined || proposal === undefined) throw nothingDerived();
      const document = JSON.parse(proposal) as object;
      const { chainId, measurements } = document as { chainId: string; measurements: string };
      const signature = summary.signature && {
        format: "tfgrid-signature-1",
        chainId,
        measurements,
        proposal: summary.proposal,
        ...summary.signature,
      };
      return { proposal: document, signature: signature ?? null };
    },
  );

  server.get(
    "/v1/proposals/:period/:batch/summary",
    {
      schema: {
        ...describe("The same without the leaves"),
        params: place,
        response: { 200: proposalSummary, ...refusals },
      },
    },
    async ({ params }) => {
      const summary = await attestor.summaryOf(params);
      if (summary === undefined) throw nothingDerived();
      return summary;
    },
  );

  server.get(
    "/v1/periods/:period/leaves",
    {
      schema: {
        ...describe("The measurements that this attestor derived, one line for each node"),
        params: z.object({ period }),
      },
    },
    async ({ params }, reply) => {
      const text = attestor.measurementsOf(params.period);
      if (text === undefined) throw nothingDerived();
      return reply.type("application/json").serializer(String).send(text);
    },
  );

  server.post(
    "/v1/availability",
    { schema: { ...describe("Signs for how long a node served in an interval"), body: availabilityRequest } },
    async ({ body }) => {
      const statement = await answerAvailability(attestor, body);
      const { availability } = statement;
      return { ...statement, availability: { ...availability, stopIndex: String(availability.stopIndex) } };
    },
  );
}

async function answerAvailability(attestor: Attestor, body: z.output<typeof availabilityRequest>) {
  try {
    return await attestor.stateAvailability({ ...body, stopIndex: BigInt(body.stopIndex) });
  } catch (error) {
    if (error instanceof AvailabilityRefusedError) throw refusalOf(error);
    throw error;
  }
}

function refusalOf({ code, message, hint }: AvailabilityRefusedError): HttpError {
  const text = `${message} ${hint}`;
  if (code === "unknownNode") return new HttpError(404, code, text);
  if (code === "dataExpected") return new HttpError(425, code, text, { retryAfterSeconds: 300 });
  return new HttpError(409, code, text);
}

function nothingDerived(): HttpError {
  return new HttpError(404, "notDerived", "Nothing is derived for it yet; proposals begin 27 hours after the period.");
}
