import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import type { FastifyBaseLogger } from "fastify";
import { LogController, fastify } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Registry } from "prom-client";
import { z } from "zod";
import { answerError, errorAnswer } from "./answer-error.ts";
import { HttpError } from "./http-error.ts";
import { measureRequests } from "./measure-requests.ts";

/** How long a request may take to arrive, in milliseconds: who sends a byte a minute holds no connection. */
const REQUEST_TIMEOUT = 30_000;

const MINUTE = 60_000;

interface HttpLimits {
  /** The largest body of a request, in bytes. */
  readonly bodyBytes: number;
  /** So many requests an address may send in a minute; IPv6 networks of 64 bits count as one. */
  readonly requestsPerMinute: number;
}

export interface ServerOptions {
  /** The name of the service, for its OpenAPI document. */
  readonly title: string;
  readonly description: string;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Registry;
  readonly limits: HttpLimits;
  /** Says why the service cannot do its work now; undefined when it can. */
  readonly findObstacle: () => Promise<string | undefined>;
  /** Addresses of proxies whose word is taken for where a request came from, such as "127.0.0.1" or "10.0.0.0/8". */
  readonly trustedProxies?: readonly string[];
  /** Called when the server stops, after the last request was answered. */
  readonly onStopped?: () => Promise<void>;
}

/** A server with the routes that all services have; a service adds its own. */
export type HttpServer = Awaited<ReturnType<typeof createServer>>;

/** Makes a server. `listen` starts it, `close` answers what is under way and then stops it. */
export async function createServer(options: ServerOptions) {
  const { title, description, logger, limits, trustedProxies = [], onStopped } = options;
  const server = fastify({
    loggerInstance: logger,
    // A line for every request would be most of the log: what was done is in the metrics, what failed is logged.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT,
    trustProxy: [...trustedProxies],
    routerOptions: { maxParamLength: 100 },
  }).withTypeProvider<ZodTypeProvider>();

  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(() => {
    throw new HttpError(404, "notFound", "There is nothing at this address; GET /openapi.json lists what there is.");
  });
  measureRequests(server, options.metrics);
  await server.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: MINUTE,
    // Whoever watches over the service must not be locked out by what it watches.
    allowList: (request) => ["/health", "/ready", "/metrics"].includes(request.routeOptions.url ?? ""),
    errorResponseBuilder: (_, { ttl }) =>
      new HttpError(429, "tooManyRequests", "This address has sent too many requests; try again in a minute.", {
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  });
  await server.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title, description, version: "1" } },
    transform: jsonSchemaTransform,
  });
  if (onStopped !== undefined) server.addHook("onClose", onStopped);
  await server.register((scope, _, done) => {
    addCommonRoutes(scope.withTypeProvider<ZodTypeProvider>(), options);
    done();
  });
  return server;
}

type Routes = Pick<HttpServer, "get">;

function addCommonRoutes(server: Routes, { metrics, findObstacle }: ServerOptions): void {
  const status = z.object({ status: z.string() });
  server.get("/health", { schema: { description: "Whether the process is alive", response: { 200: status } } }, () => ({
    status: "alive",
  }));
  server.get(
    "/ready",
    { schema: { description: "Whether it can do its work now", response: { 200: status, 503: errorAnswer } } },
    async () => {
      const obstacle = await findObstacle();
      if (obstacle !== undefined) throw new HttpError(503, "notReady", obstacle, { retryAfterSeconds: 5 });
      return { status: "ready" };
    },
  );
  server.get("/metrics", { schema: { hide: true } }, async (_, reply) => {
    void reply.type(metrics.contentType);
    return metrics.metrics();
  });
  server.get("/openapi.json", { schema: { hide: true } }, function () {
    return this.swagger();
  });
}
