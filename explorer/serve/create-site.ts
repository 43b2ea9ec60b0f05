import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import proxy from "@fastify/http-proxy";
import files from "@fastify/static";
import type { FastifyInstance } from "fastify";
import fastify from "fastify";
import { SiteNotBuiltError } from "./site-not-built-error.ts";
import type { SiteConfig } from "./site-config.ts";

/** What the page's server needs. */
export interface SiteOptions {
  readonly config: SiteConfig;
  /** Where /rpc is passed on to: an Ethereum node. */
  readonly rpcUrl: string;
  /** Where /indexer is passed on to. */
  readonly indexerUrl: string;
}

const BUILT = fileURLToPath(new URL("../web/dist", import.meta.url));

/** What a JSON-RPC request of the page may have, in bytes: transactions are small. */
const LARGEST_REQUEST = 256 * 1024;

/** Everything the page needs comes from its own origin, and nothing else may be loaded, run, framed or posted to. */
const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/**
 * The page's server: the built files, the settings at /config.json, and two paths that are passed on, so that the page talks to
 * nobody else.
 *
 * @throws {SiteNotBuiltError}
 */
export async function createSite({ config, rpcUrl, indexerUrl }: SiteOptions): Promise<FastifyInstance> {
  if (!existsSync(`${BUILT}/index.html`)) throw new SiteNotBuiltError();
  const site = fastify({ bodyLimit: LARGEST_REQUEST });
  site.addHook("onSend", (_request, reply, payload, done) => {
    void reply.headers(HEADERS);
    done(null, payload);
  });
  site.get("/config.json", (_request, reply) => reply.header("cache-control", "no-cache").send(config));
  await site.register(proxy, {
    upstream: indexerUrl,
    prefix: "/indexer",
    httpMethods: ["GET", "POST"],
    // The indexer limits what an address may ask: it is told the one that asked, not what that one says of itself.
    replyOptions: { rewriteRequestHeaders: ({ ip }, headers) => ({ ...headers, "x-forwarded-for": ip }) },
  });
  await site.register(proxy, { upstream: rpcUrl, prefix: "/rpc", httpMethods: ["POST"] });
  // File names of assets hold a hash of their content.
  await site.register(files, {
    root: BUILT,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.includes("/assets/");
      void reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  // Addresses of pages are the page's own business.
  site.setNotFoundHandler((request, reply) =>
    request.method === "GET" && request.headers.accept?.includes("text/html")
      ? reply.sendFile("index.html")
      : reply.code(404).send({ code: "notFound", message: "There is nothing at this address." }),
  );
  return site;
}
