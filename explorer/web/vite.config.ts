import { globSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vite";
import { siteConfig } from "../serve/site-config.ts";

/** Where `npm run web:dev` finds the chain and the indexer; the built page gets both from its server. */
const {
  GRID_ADDRESS_BOOK,
  GRID_RPC_URL = "http://127.0.0.1:8545",
  GRID_INDEXER_URL = "http://127.0.0.1:42069",
} = process.env;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), withoutBytecode(), siteConfigFile(), compressed()],
  resolve: { dedupe: ["react", "react-dom", "zod"] },
  build: { outDir: "dist", target: "es2023", manifest: true, assetsInlineLimit: 0, reportCompressedSize: false },
  server: {
    fs: { allow: ["../.."] },
    proxy: {
      "/indexer": { target: GRID_INDEXER_URL, rewrite: (path) => path.replace(/^\/indexer/, "") },
      "/rpc": { target: GRID_RPC_URL, rewrite: () => "/" },
    },
  },
});

/** The page calls contracts and deploys none. */
function withoutBytecode(): Plugin {
  return {
    name: "without-bytecode",
    transform: (code, id) =>
      id.includes("typechain-types/factories/")
        ? { code: code.replace(/const _bytecode =\s*"0x[^"]*"/, 'const _bytecode = "0x"'), map: null }
        : undefined,
  };
}

function siteConfigFile(): Plugin {
  return {
    name: "site-config",
    configureServer: ({ middlewares }) => {
      middlewares.use("/config.json", (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify(siteConfig(readFileSync(GRID_ADDRESS_BOOK ?? "deployments/localhost.json", "utf8"))),
        );
      });
    },
  };
}

/** Every text also compressed: the page's server sends what the browser understands, and never compresses anything itself. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle: ({ dir }) => {
      if (dir === undefined) return;
      for (const file of globSync(`${dir}/**/*.{js,css,html,svg}`)) {
        const text = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(text));
        writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
      }
    },
  };
}
