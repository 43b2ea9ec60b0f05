import { expect } from "chai";
import { TypedDataEncoder, Wallet, getBytes, hexlify, recoverAddress } from "ethers";
import fc from "fast-check";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import { parseHeartbeat, toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { HEARTBEAT_TYPES, heartbeatDomain } from "../../../sdk/heartbeats/heartbeat.ts";
import type { Heartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { signHeartbeat } from "../../../sdk/heartbeats/sign-heartbeat.ts";

const SCOPE = { chainId: 31_337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };
const NODE = new Wallet(`0x${"11".repeat(32)}`);

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const u40 = fc.integer({ min: 0, max: 2 ** 40 - 1 });

const heartbeats: fc.Arbitrary<Heartbeat> = fc.record({
  nodeId: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  sequence: fc.maxSafeNat().map((sequence) => Math.max(sequence, 1)),
  sentAt: u40,
  uptimeSeconds: u40,
  cru: u32,
  mruBytes: u64,
  sruBytes: u64,
  hruBytes: u64,
  isSimulated: fc.boolean(),
  traffic: fc
    .uniqueArray(fc.record({ reservationId: fc.integer({ min: 1, max: 2 ** 40 }), bytes: u64 }), {
      selector: ({ reservationId }) => reservationId,
      maxLength: 5,
    })
    .map((all) => all.toSorted((a, b) => a.reservationId - b.reservationId)),
});

describe("Heartbeats", () => {
  it("have the digest of the general EIP-712 encoder", () => {
    const digest = heartbeatDigest(SCOPE);
    fc.assert(
      fc.property(heartbeats, (heartbeat) => {
        const expected = TypedDataEncoder.hash(heartbeatDomain(SCOPE), HEARTBEAT_TYPES, heartbeat);
        expect(hexlify(digest(heartbeat))).to.equal(expected);
      }),
    );
  });

  it("are signed by the node's key, for one grid only", async () => {
    const [heartbeat] = fc.sample(heartbeats, { numRuns: 1, seed: 1 });
    const signed = await signHeartbeat(NODE, SCOPE, heartbeat!);
    const signerFor = (scope: typeof SCOPE) => recoverAddress(heartbeatDigest(scope)(signed), signed.signature);

    expect(signerFor(SCOPE)).to.equal(NODE.address);
    expect(signerFor({ ...SCOPE, chainId: 1n })).not.to.equal(NODE.address);
    expect(signerFor({ ...SCOPE, directory: NODE.address })).not.to.equal(NODE.address);
  });

  it("travel as JSON without losing a digit", () => {
    fc.assert(
      fc.property(heartbeats, fc.uint8Array({ minLength: 65, maxLength: 65 }), (heartbeat, signature) => {
        const signed = { ...heartbeat, signature: hexlify(signature) };
        expect(parseHeartbeat(JSON.parse(JSON.stringify(toHeartbeatJson(signed))))).to.deep.equal(signed);
      }),
    );
  });

  it("are refused when anything is missing, too large, or of another kind", () => {
    const [heartbeat] = fc.sample(heartbeats, { numRuns: 1, seed: 2 });
    const json = toHeartbeatJson({ ...heartbeat!, signature: hexlify(getBytes(`0x${"22".repeat(65)}`)) });
    const wrong: object[] = [
      { nodeId: 0 },
      { nodeId: 2 ** 32 },
      { sequence: 0 },
      { sequence: 2 ** 53 },
      { sentAt: 2 ** 40 },
      { uptimeSeconds: -1 },
      { cru: 1.5 },
      { mruBytes: 1 },
      { sruBytes: String(2n ** 64n) },
      { hruBytes: "-1" },
      { isSimulated: "no" },
      { signature: "0x" },
      { more: 1 },
      { traffic: [1, 1].map((reservationId) => ({ reservationId, bytes: "0" })) },
      { traffic: [2, 1].map((reservationId) => ({ reservationId, bytes: "0" })) },
    ];
    for (const change of wrong) {
      expect(() => parseHeartbeat({ ...json, ...change }), JSON.stringify(change)).to.throw();
    }
    for (const field of Object.keys(json)) {
      expect(() => parseHeartbeat({ ...json, [field]: undefined }), field).to.throw();
    }
  });
});
