import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { Histogram } from "prom-client";

/** From a read out of memory to a request that waited for the disk of a busy machine, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is measured of requests, whatever kind of server answers them. */
type Measured = Pick<FastifyInstance, "addHook">;

/** Measures how long requests take, by route and status. The route is the pattern: addresses alone would be unbounded. */
export function measureRequests(server: Measured, registry: Registry): void {
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "How long requests took, by method, route and status",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers: [registry],
  });
  server.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}
