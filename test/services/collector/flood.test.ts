import { expect } from "chai";
import fc from "fast-check";
import { toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { clientSource } from "../../../services/collector/client-source.ts";
import type { Scene } from "./scene.ts";
import { NOW, collectorScene, signed } from "./scene.ts";

describe("a collector under attack", () => {
  let scene: Scene;

  before(async () => {
    scene = await collectorScene();
  });

  after(() => scene.stop());

  it("keeps the heartbeats of honest nodes while others send floods of bad ones", async () => {
    const bad = toHeartbeatJson(await signed({ sequence: 1_000_000, sentAt: NOW }));
    const junk = Array.from({ length: 500 }, (_, index) => ({ ...bad, sequence: 1_000_001 + index }));
    const attack = Array.from({ length: 30 }, (_, index) =>
      scene.post("/v1/heartbeats", { heartbeats: junk }, `10.6.6.${index % 2}`),
    );
    const honest = Array.from({ length: 20 }, async (_, index) => {
      const one = await signed({ nodeId: index + 1 });
      return scene.post("/v1/heartbeats", { heartbeats: [toHeartbeatJson(one)] }, `10.0.1.${index}`);
    });
    const answers = await Promise.all(honest);
    expect(answers.map(({ body }) => body.results?.[0]?.status)).to.deep.equal(answers.map(() => "stored"));

    const refused = await Promise.all(attack);
    const codes = new Set(refused.map(({ body }) => body.error ?? body.results?.[0]?.error));
    expect([...codes]).to.have.members(["badSignature", "tooManyRequests"]);
    const { body } = await scene.get("/v1/periods/5/heartbeats");
    expect(body.heartbeats).to.have.lengthOf(20);
  });

  it("counts all addresses of an IPv6 network as one sender", () => {
    expect(clientSource("2001:db8:1:2:3:4:5:6")).to.equal(clientSource("2001:db8:1:2::9"));
    expect(clientSource("2001:db8::1")).to.equal("2001:db8:0:0");
    expect(clientSource("::1")).to.equal("0:0:0:0");
    expect(clientSource("10.0.0.1")).to.equal("10.0.0.1");
    expect(clientSource("2001:db8:1:2::1")).not.to.equal(clientSource("2001:db8:1:3::1"));
  });

  it("answers whatever is posted without failing", async () => {
    const good = toHeartbeatJson(await signed({ nodeId: 3, sequence: 77, sentAt: NOW }));
    const changed = fc
      .record(Object.fromEntries(Object.keys(good).map((field) => [field, fc.jsonValue()])), { requiredKeys: [] })
      .map((change) => ({ ...good, ...change }));
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          { heartbeats: fc.array(fc.oneof(changed, fc.jsonValue()), { maxLength: 5 }), chainId: fc.jsonValue() },
          { requiredKeys: ["heartbeats"] },
        )
        .map((document) => JSON.stringify(document)),
      fc.array(changed, { minLength: 1, maxLength: 5 }).map((heartbeats) => JSON.stringify({ heartbeats })),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/v1/heartbeats", "/v1/appeals"), body, async (url, payload) => {
        const { status, body: answer } = await scene.post(url, payload);
        expect(status).to.be.oneOf([200, 400, 409]);
        if (status !== 200) expect(answer).to.have.all.keys("error", "message");
      }),
      { numRuns: 200 },
    );
  });

  it("answers whatever is asked for without failing", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom("1", "5", "16777215", "4294967295"),
    );
    const path = fc
      .tuple(
        fc.constantFrom(
          "/v1/periods/$/heartbeats",
          "/v1/nodes/$/heartbeats",
          "/v1/nodes/$/latest",
          "/v1/nodes/$/uptime",
          "/v1/conflicts",
          "/v1/$",
        ),
        text,
      )
      .map(([route, part]) => route.replace("$", encodeURIComponent(part)));
    const query = fc.dictionary(
      fc.constantFrom("period", "after", "limit", "more"),
      fc.oneof(text, fc.constant(`1-2-3-${"0".repeat(64)}`)),
    );
    await fc.assert(
      fc.asyncProperty(path, query, async (url, parameters) => {
        const { status, body } = await scene.get(`${url}?${new URLSearchParams(parameters).toString()}`);
        expect(status).to.be.oneOf([200, 400, 404, 414]);
        if (status !== 200) expect(body).to.have.all.keys("error", "message");
      }),
      { numRuns: 300 },
    );
    expect((await scene.get("/health")).status).to.equal(200);
  });
});
