import type { FastifyBaseLogger } from "fastify";
import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";
import { explainError } from "../../sdk/network/explain-error.ts";
import { createMetrics } from "../http/create-metrics.ts";
import type { HttpServer } from "../http/create-server.ts";
import { createServer } from "../http/create-server.ts";
import type { Attestor } from "./attestor.ts";
import { addAttestorRoutes } from "./attestor-routes.ts";
import type { RoundReport } from "./run-round.ts";

export interface ServiceOptions {
  readonly logger: FastifyBaseLogger;
  /** Why it cannot do its work now; undefined when it can. */
  readonly findObstacle: () => Promise<string | undefined>;
}

/** An attestor behind its HTTP server, not listening yet. */
export interface AttestorService {
  readonly server: HttpServer;
  /** Does a round for every open period and measures it. */
  readonly rounds: () => Promise<readonly RoundReport[]>;
}

const BODY_BYTES = 16 * 2 ** 10;
const REQUESTS_PER_MINUTE = 600;

/** Puts an attestor behind an HTTP server with health, readiness, metrics and an OpenAPI document. */
export async function serveAttestor(attestor: Attestor, options: ServiceOptions): Promise<AttestorService> {
  const metrics = createMetrics();
  const server = await createServer({
    title: "ThreeFold Grid attestor",
    description: "What one attestor derived from heartbeats and chain, and its signatures",
    ...options,
    metrics,
    limits: { bodyBytes: BODY_BYTES, requestsPerMinute: REQUESTS_PER_MINUTE },
  });
  await server.register((scope, _, done) => {
    addAttestorRoutes(scope, attestor);
    done();
  });
  const measure = roundMetrics(metrics);
  return {
    server,
    rounds: async () => {
      const reports = await measure.timed(() => attestor.rounds());
      for (const report of reports) measure.report(report);
      return reports;
    },
  };
}

function roundMetrics(registry: Registry) {
  const registers = [registry];
  const rounds = new Counter({ name: "attestor_rounds_total", help: "Rounds over all open periods", registers });
  const failed = new Counter({ name: "attestor_rounds_failed_total", help: "Rounds that failed", registers });
  const stages = new Gauge({
    name: "attestor_period_stage",
    help: "1 for the stage in which the attestor is with a period",
    labelNames: ["period", "batch", "stage"],
    registers,
  });
  const signatures = new Gauge({
    name: "attestor_period_signatures",
    help: "Good signatures over what was derived here",
    labelNames: ["period", "batch"],
    registers,
  });
  return {
    timed: async (work: () => Promise<readonly RoundReport[]>) => {
      rounds.inc();
      stages.reset();
      signatures.reset();
      try {
        return await work();
      } catch (error) {
        failed.inc();
        throw explainError(error);
      }
    },
    report: ({ period, batch, stage, signatures: count }: RoundReport) => {
      stages.set({ period: String(period), batch: String(batch), stage }, 1);
      if (count !== undefined) signatures.set({ period: String(period), batch: String(batch) }, count);
    },
  };
}
