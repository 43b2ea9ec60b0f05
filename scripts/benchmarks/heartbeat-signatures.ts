/**
 * Times what checks the signature of a heartbeat, on one thread. node:crypto is not among them: it hashes what it verifies
 * by itself, and knows no Keccak. @noble/curves is what ethers uses.
 * Usage: node scripts/benchmarks/heartbeat-signatures.ts [--count N]
 */
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { SigningKey, Wallet, computeAddress, getBytes, hexlify } from "ethers";
import type secp256k1Types from "secp256k1";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import { signHeartbeat } from "../../sdk/heartbeats/sign-heartbeat.ts";
import { keccak256 } from "../../sdk/rules/keccak.ts";

const SCOPE = { chainId: 31_337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };
const GIB = 2n ** 30n;
const SLOW_COUNT = 200;

const require = createRequire(import.meta.url);
const native = require("secp256k1/bindings") as typeof secp256k1Types;
const portable = require("secp256k1/elliptic.js") as typeof secp256k1Types;

const { values } = parseArgs({ options: { count: { type: "string", default: "5000" } } });
const count = Number(values.count);
const wallet = new Wallet(`0x${"11".repeat(32)}`);
const digestOf = heartbeatDigest(SCOPE);
const heartbeats = await Promise.all(
  Array.from({ length: SLOW_COUNT }, (_, index) =>
    signHeartbeat(wallet, SCOPE, {
      nodeId: 1,
      sequence: index + 1,
      sentAt: 1_790_000_000 + index * 2400,
      uptimeSeconds: index * 2400,
      cru: 24,
      mruBytes: 192n * GIB,
      sruBytes: 2_000n * GIB,
      hruBytes: 8_000n * GIB,
      isSimulated: false,
      traffic: [],
    }),
  ),
);
const cases = heartbeats.map((heartbeat) => {
  const bytes = getBytes(heartbeat.signature);
  const [signature, recovery] = [bytes.subarray(0, 64), Number(bytes[64]) - 27];
  return { heartbeat, digest: digestOf(heartbeat), text: heartbeat.signature, signature, recovery };
});
const [first] = cases;
if (first === undefined || !(count > 0)) throw new Error("--count takes a whole number, at least 1.");
const publicKey = native.ecdsaRecover(first.signature, first.recovery, first.digest, false);

type Case = typeof first;

const recoverWith = (library: typeof secp256k1Types) => (one: Case) => {
  const key = library.ecdsaRecover(one.signature, one.recovery, one.digest, false);
  return hexlify(keccak256(key.subarray(1)).subarray(12)) === wallet.address.toLowerCase();
};

time("digest of a heartbeat (all need it)", count, (one) => digestOf(one.heartbeat).length === 32);
time("secp256k1, native: recover the address", count, recoverWith(native));
time("secp256k1, native: verify by a known public key", count, (one) =>
  native.ecdsaVerify(one.signature, one.digest, publicKey),
);
time("secp256k1, its fallback (elliptic): recover", SLOW_COUNT, recoverWith(portable));
time(
  "ethers (@noble/curves): recover",
  SLOW_COUNT,
  (one) => computeAddress(SigningKey.recoverPublicKey(one.digest, one.text)) === wallet.address,
);

function time(name: string, times: number, check: (one: Case) => boolean): void {
  for (const one of cases) if (!check(one)) throw new Error(`${name} takes a good signature for a bad one.`);
  const start = performance.now();
  for (let done = 0; done < times; done += cases.length) for (const one of cases) check(one);
  const microseconds = ((performance.now() - start) * 1000) / (Math.ceil(times / cases.length) * cases.length);
  console.log(
    `${name.padEnd(50)} ${microseconds.toFixed(1).padStart(8)} µs ${(1e6 / microseconds).toFixed(0).padStart(8)}/s`,
  );
}
