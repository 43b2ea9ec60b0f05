import { EventEmitter, once } from "node:events";
import { expect } from "chai";
import { pino } from "pino";
import { z } from "zod";
import { DatabaseUnavailableError } from "../../../services/database/database.ts";
import { createMetrics } from "../../../services/http/create-metrics.ts";
import { createServer } from "../../../services/http/create-server.ts";
import type { ServerOptions } from "../../../services/http/create-server.ts";
import { HttpError } from "../../../services/http/http-error.ts";

/** A server with one route of every outcome. */
async function fixture(changes: Partial<ServerOptions> = {}) {
  const logged: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });
  const server = await createServer({
    title: "Testing",
    description: "A service",
    logger,
    metrics: createMetrics(),
    limits: { bodyBytes: 100, requestsPerMinute: 20 },
    findObstacle: () => Promise.resolve(undefined),
    ...changes,
  });
  const failures: Record<string, Error> = {
    known: new HttpError(409, "taken", "It is taken.", { retryAfterSeconds: 3 }),
    database: new DatabaseUnavailableError(new Error("secret")),
    unknown: new Error("secret"),
  };
  server.get("/fail/:how", { schema: { params: z.object({ how: z.string() }) } }, ({ params }) => {
    throw failures[params.how]!;
  });
  server.post("/double", { schema: { body: z.object({ number: z.int() }) } }, ({ body }) => ({
    double: 2 * body.number,
  }));
  return { server, logged };
}

async function answerOf(
  server: Awaited<ReturnType<typeof fixture>>["server"],
  method: "GET" | "POST",
  url: string,
  payload?: object,
) {
  const response = await server.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.json<{ error?: string; message?: string }>(),
  };
}

describe("a service's server", () => {
  it("says that it lives, and whether it can work", async () => {
    const obstacles: string[] = [];
    const { server } = await fixture({ findObstacle: () => Promise.resolve(obstacles[0]) });
    expect((await answerOf(server, "GET", "/health")).body).to.deep.equal({ status: "alive" });
    expect((await answerOf(server, "GET", "/ready")).body).to.deep.equal({ status: "ready" });

    obstacles.push("The chain does not answer.");
    expect((await answerOf(server, "GET", "/health")).status).to.equal(200);
    const { status, body } = await answerOf(server, "GET", "/ready");
    expect([status, body]).to.deep.equal([503, { error: "notReady", message: obstacles[0] }]);
  });

  it("answers every failure with a code and a sentence", async () => {
    const { server } = await fixture();
    const known = await answerOf(server, "GET", "/fail/known");
    expect([known.status, known.body, known.headers["retry-after"]]).to.deep.equal([
      409,
      { error: "taken", message: "It is taken." },
      "3",
    ]);
    const database = await answerOf(server, "GET", "/fail/database");
    expect([database.status, database.body.error, database.headers["retry-after"]]).to.deep.equal([
      503,
      "databaseUnavailable",
      "5",
    ]);
    expect((await answerOf(server, "GET", "/nowhere")).body.error).to.equal("notFound");
    const malformed = await answerOf(server, "POST", "/double", { number: "1" });
    expect([malformed.status, malformed.body.error]).to.deep.equal([400, "malformedRequest"]);
    expect(malformed.body.message).to.contain("body.number");
  });

  it("logs what nobody foresaw and keeps it to itself", async () => {
    const { server, logged } = await fixture();
    const { status, body } = await answerOf(server, "GET", "/fail/unknown");
    expect([status, body.error]).to.deep.equal([500, "internalError"]);
    expect(JSON.stringify(body)).not.to.contain("secret");
    expect(JSON.stringify(logged)).to.contain("secret");
  });

  it("refuses large bodies, and bodies that are no JSON", async () => {
    const { server } = await fixture();
    expect((await answerOf(server, "POST", "/double", { number: 1, more: "x".repeat(100) })).body.error).to.equal(
      "bodyTooLarge",
    );
    const text = (type: string, payload: string) =>
      server.inject({ method: "POST", url: "/double", headers: { "content-type": type }, payload });
    const notJson = await text("text/csv", "1");
    expect([notJson.statusCode, notJson.json<{ error: string }>().error]).to.deep.equal([415, "notJson"]);
    const broken = await text("application/json", "{");
    expect([broken.statusCode, broken.json<{ error: string }>().error]).to.deep.equal([400, "malformedRequest"]);
  });

  it("bounds the requests of an address, but not those of its watchers", async () => {
    const { server } = await fixture({ limits: { bodyBytes: 100, requestsPerMinute: 2 } });
    const from = (remoteAddress: string, url: string) => server.inject({ url, remoteAddress });
    const statuses: number[] = [];
    for (let count = 0; count < 3; ++count) statuses.push((await from("10.0.0.1", "/fail/known")).statusCode);
    expect(statuses).to.deep.equal([409, 409, 429]);
    const refused = await from("10.0.0.1", "/fail/known");
    expect(refused.json<{ error: string }>().error).to.equal("tooManyRequests");
    expect(Number(refused.headers["retry-after"])).to.be.within(1, 60);
    expect((await from("10.0.0.1", "/health")).statusCode).to.equal(200);
    expect((await from("10.0.0.2", "/fail/known")).statusCode).to.equal(409);
  });

  it("takes the word of a proxy that it trusts for where a request came from", async () => {
    const { server } = await fixture({
      limits: { bodyBytes: 100, requestsPerMinute: 1 },
      trustedProxies: ["10.0.0.1"],
    });
    const status = async (remoteAddress: string, forwarded: string) => {
      const headers = { "x-forwarded-for": forwarded };
      return (await server.inject({ url: "/fail/known", remoteAddress, headers })).statusCode;
    };
    expect([await status("10.0.0.1", "1.1.1.1"), await status("10.0.0.1", "2.2.2.2")]).to.deep.equal([409, 409]);
    expect([await status("10.0.0.9", "3.3.3.3"), await status("10.0.0.9", "4.4.4.4")]).to.deep.equal([409, 429]);
  });

  it("measures requests by route and status, and its process", async () => {
    const { server } = await fixture();
    await server.inject("/fail/known");
    const { body } = await server.inject("/metrics");
    expect(body).to.contain('http_request_duration_seconds_count{method="GET",route="/fail/:how",status="409"} 1');
    expect(body).to.contain("process_cpu_seconds_total");
  });

  it("describes its routes", async () => {
    const { server } = await fixture();
    const document = (await server.inject("/openapi.json")).json<{ openapi: string; paths: object }>();
    expect(document.openapi).to.equal("3.1.0");
    expect(Object.keys(document.paths)).to.include.members(["/health", "/ready", "/double"]);
  });

  it("stops after what is under way was answered", async () => {
    const order: string[] = [];
    const { server } = await fixture({ onStopped: () => Promise.resolve(void order.push("stopped")) });
    const events = new EventEmitter();
    server.get("/slow", async () => {
      events.emit("started");
      await once(events, "finish");
      return { slow: true };
    });
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    const answer = fetch(`${url}/slow`).then(({ status }) => order.push(`answered ${status}`));
    await once(events, "started");
    const closed = server.close();
    events.emit("finish");
    await Promise.all([answer, closed]);

    expect(order).to.have.members(["answered 200", "stopped"]);
    await fetch(url).then(
      () => expect.fail("it still listens"),
      (error: Error) => expect(error.message).to.contain("fetch failed"),
    );
  });
});
