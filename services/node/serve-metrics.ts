import { once } from "node:events";
import { createServer } from "node:http";
import type { AgentMetrics } from "./agent-metrics.ts";

/** Serves metrics to Prometheus on this machine; returns how to stop. */
export async function serveMetrics({ registry }: AgentMetrics, port: number): Promise<() => void> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    void registry.metrics().then((text) => {
      response.writeHead(200, { "content-type": registry.contentType }).end(text);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
