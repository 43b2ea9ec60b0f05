import { expect } from "chai";
import fc from "fast-check";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { parseHeartbeat, toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { encodeLeaves } from "../../../sdk/rules/leaf.ts";
import { periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { deriveMeasurements } from "../../../services/attestor/derive-measurements.ts";
import type { DerivationRequest } from "../../../services/attestor/derive-measurements.ts";
import type { HeartbeatSource } from "../../../services/attestor/heartbeat-source.ts";
import { SOURCE_LIMITS } from "../../../services/attestor/read-source.ts";
import { uptimeVectors } from "../../sdk/rules/vectors.ts";
import { exampleHeartbeat, exampleTerms, factsOf, heartbeatsOf, keyOf, SCOPE, signWith, sourceOf } from "./nodes.ts";

const START = periodStart(REAL_GRID_SCHEDULE, 0);
const END = periodEnd(REAL_GRID_SCHEDULE, 0);
const DAY = 86_400;

/** Nodes 1 to 3 were up on the period's first day. */
const HONEST = [1, 2, 3].flatMap((nodeId) => heartbeatsOf(nodeId, { from: START, until: START + DAY }));

const LIMITS = { ...SOURCE_LIMITS, attempts: 2, retryPause: 1 };

function derive(collectors: readonly HeartbeatSource[], changes: Partial<DerivationRequest> = {}) {
  const chain = factsOf([1, 2, 3]);
  return deriveMeasurements({
    ruleSet: RULE_SETS.proportional,
    collectors,
    chain,
    scope: SCOPE,
    limits: LIMITS,
    ...changes,
  });
}

async function leavesOf(...collectors: HeartbeatSource[]): Promise<string> {
  const { measurements } = await derive(collectors);
  return Buffer.from(encodeLeaves(measurements)).toString("hex");
}

describe("deriveMeasurements", () => {
  it("judges all uptime vectors as the original program did, from signed heartbeats on", async () => {
    expect(uptimeVectors).to.have.length(117);
    for (const { id, start, end, events, uptimeSeconds, violation, failedBoots } of uptimeVectors) {
      const reports = events.flatMap(([sentAt, kind, uptime], index) =>
        kind === "uptime" ? [exampleHeartbeat({ sequence: index + 1, sentAt, uptimeSeconds: uptime })] : [],
      );
      const heartbeats = reports.map((heartbeat) => {
        return parseHeartbeat(JSON.parse(JSON.stringify(toHeartbeatJson(signWith(keyOf(1), heartbeat)))));
      });
      const powerEvents = events.filter((event) => event[1] !== "uptime");
      const schedule = { startSeconds: start, lengthSeconds: end - start };
      const chain = factsOf([1], { powerEvents }, { schedule });
      const { nodes } = await derive([sourceOf("a", heartbeats)], { chain, ruleSet: RULE_SETS.conformance });

      const [node] = nodes;
      expect(node?.history.failedBoots ?? 0, id).to.equal(failedBoots);
      // Without a heartbeat in the period there is no leaf, and nothing that could be paid.
      const found = node?.measurement ?? { uptimeSeconds: 0, violation };
      expect(found, id).to.include({ uptimeSeconds, violation });
    }
  });

  it("gives a leaf to each node with a heartbeat in the period and terms for it", async () => {
    const after = signWith(keyOf(3), exampleHeartbeat({ nodeId: 3, sentAt: END, uptimeSeconds: 60 }));
    const told = [...HONEST.filter(({ nodeId }) => nodeId !== 3), after];
    const chain = factsOf([1, 2, 3]);
    const nodes = new Map(chain.nodes).set(2, {
      ...chain.nodes.get(2)!,
      terms: [exampleTerms(2, { fromPeriod: 1 }), exampleTerms(2, { fromPeriod: 0, untilPeriod: 0 })],
    });
    const { measurements } = await derive([sourceOf("a", told)], { chain: { ...chain, nodes } });

    expect(measurements.map(({ nodeId }) => nodeId)).to.deep.equal([1]);
    expect(measurements[0]).to.include({ farmId: 1, termsIndex: 0, violation: "none" });
  });

  it("derives the same leaves from two halves, from shuffled and from doubled deliveries", async () => {
    const whole = await leavesOf(sourceOf("whole", HONEST));
    const halves = [0, 1].map((half) =>
      sourceOf(
        `half ${half}`,
        HONEST.filter((_, index) => index % 2 === half),
        7,
      ),
    );
    const shuffled = [1, 2, 3].flatMap((nodeId) => {
      const ofNode = HONEST.filter((heartbeat) => heartbeat.nodeId === nodeId);
      return shuffle([...ofNode, ...ofNode]);
    });

    expect(await leavesOf(...halves)).to.equal(whole);
    expect(await leavesOf(...halves.toReversed())).to.equal(whole);
    expect(await leavesOf(sourceOf("shuffled", shuffled, 11))).to.equal(whole);
  });

  it("loses to a collector that is down only what nobody else has", async () => {
    const whole = await leavesOf(sourceOf("whole", HONEST));
    const broken = breaking(sourceOf("broken", HONEST, 10), "50", new Error("connection refused"));

    const { measurements, faults } = await derive([broken]);
    expect(measurements.map(({ nodeId }) => nodeId)).to.deep.equal([1, 2]);
    expect(faults).to.deep.include.members([
      {
        source: "broken",
        kind: "unreachable",
        message: "broken: connection refused What it told before is used, the rest comes from other collectors.",
      },
    ]);
    expect(await leavesOf(broken, sourceOf("whole", HONEST))).to.equal(whole);
  });

  it("asks a collector again that fails now and then", async () => {
    let asked = 0;
    const source = sourceOf("flaky", HONEST, 10);
    const flaky: HeartbeatSource = {
      ...source,
      readPage: (request) => (++asked % 3 === 0 ? Promise.reject(new Error("503")) : source.readPage(request)),
    };

    expect(await leavesOf(flaky)).to.equal(await leavesOf(sourceOf("whole", HONEST)));
  });

  it("does not wait for a collector that never answers", async () => {
    const source = sourceOf("silent", HONEST);
    const silent: HeartbeatSource = { ...source, readPage: () => new Promise(() => undefined) };
    const limits = { ...LIMITS, pageTimeout: 5 };
    const { measurements, faults } = await derive([silent, sourceOf("whole", HONEST)], { limits });

    expect(measurements).to.have.length(3);
    expect(faults.map(({ source, kind }) => [source, kind])).to.deep.equal([["silent", "unreachable"]]);
  });

  it("drops forged and foreign heartbeats, and a collector that tells many", async () => {
    const other = { ...SCOPE, chainId: 1n };
    const forged = HONEST.flatMap((heartbeat) => [
      { ...heartbeat, uptimeSeconds: heartbeat.uptimeSeconds + 1 },
      { ...heartbeat, signature: `0x${"00".repeat(65)}` },
      signWith(keyOf(9), heartbeat),
      signWith(keyOf(heartbeat.nodeId), { ...heartbeat, sequence: 999 }, other),
    ]);
    const limits = { ...LIMITS, mostForged: 10 };
    const { measurements, faults } = await derive([sourceOf("liar", forged), sourceOf("whole", HONEST)], { limits });

    expect(Buffer.from(encodeLeaves(measurements)).toString("hex")).to.equal(await leavesOf(sourceOf("a", HONEST)));
    expect(faults.map(({ source, kind }) => [source, kind])).to.deep.equal([["liar", "forged"]]);
  });

  it("reads a collector no further that tells nodes out of order, unknown ones, or goes on without end", async () => {
    const whole = await leavesOf(sourceOf("whole", HONEST));
    const unknown = heartbeatsOf(4, { from: START, until: START + DAY });
    const endless: HeartbeatSource = {
      ...sourceOf("endless", []),
      readPage: () => Promise.resolve({ heartbeats: HONEST.slice(0, 1), next: "again" }),
    };
    const empty: HeartbeatSource = {
      ...sourceOf("empty", []),
      readPage: () => Promise.resolve({ heartbeats: [], next: "again" }),
    };
    const limits = { ...LIMITS, heartbeatsPerNode: 100, mostPerNode: 1000 };
    const collectors = [sourceOf("backwards", HONEST.toReversed()), sourceOf("unknown", unknown), endless, empty];
    const { measurements, faults } = await derive([...collectors, sourceOf("whole", HONEST)], { limits });

    expect(Buffer.from(encodeLeaves(measurements)).toString("hex")).to.equal(whole);
    expect(faults.map(({ source, kind }) => `${source} ${kind}`).sort()).to.deep.equal([
      "backwards unordered",
      "empty endless",
      "endless endless",
      "unknown unordered",
    ]);
  });

  it("believes only the key that was the node's when it signed", async () => {
    const chain = factsOf([1]);
    const { key } = chain.nodes.get(1)!.keys[0]!;
    const keys = [
      { key, from: 0, until: START + DAY / 2 - 100 },
      { key: factsOf([7]).nodes.get(7)!.keys[0]!.key, from: START + DAY / 2 - 100, until: Number.POSITIVE_INFINITY },
    ];
    const renewed = factsOf([1], { keys });
    const { nodes } = await derive(
      [
        sourceOf(
          "a",
          HONEST.filter(({ nodeId }) => nodeId === 1),
        ),
      ],
      { chain: renewed },
    );

    expect(nodes[0]?.history.heartbeats).to.equal(DAY / 2 / 2400);
  });

  it("keeps what shares a sequence number as evidence and counts none of it", async () => {
    const [first, second, ...rest] = HONEST.filter(({ nodeId }) => nodeId === 1) as [SignedHeartbeat, SignedHeartbeat];
    const twin = signWith(keyOf(1), { ...second, cru: 4 });
    const { nodes } = await derive([sourceOf("a", [first, second, ...rest]), sourceOf("b", [twin])]);

    expect(nodes[0]?.conflicts.map(({ cru }) => cru).sort()).to.deep.equal([4, 8]);
    expect(nodes[0]?.history.heartbeats).to.equal(HONEST.length / 3 - 2 + 1);
  });

  it("goes by the node's clock when that jumps, and says so", async () => {
    const told = HONEST.filter(({ nodeId }) => nodeId === 1).map((heartbeat, index) =>
      index < 10 ? heartbeat : signWith(keyOf(1), { ...heartbeat, sentAt: heartbeat.sentAt + 3600 }),
    );
    const strict = await derive([sourceOf("a", told)], { ruleSet: RULE_SETS.conformance });
    const lenient = await derive([sourceOf("a", told)]);

    expect(strict.measurements[0]?.violation).to.equal("uptimeTooLow");
    expect(lenient.measurements[0]?.violation).to.equal("none");
  });
});

/** The source fails from a page on. */
function breaking(source: HeartbeatSource, page: string, error: Error): HeartbeatSource {
  return {
    ...source,
    readPage: (request) => (request.after === page ? Promise.reject(error) : source.readPage(request)),
  };
}

function shuffle<Item>(items: readonly Item[]): Item[] {
  const [shuffled] = fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { seed: 1, numRuns: 1 });
  return shuffled!;
}
