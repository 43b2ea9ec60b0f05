import { createServer } from "node:net";

/** Where things listen. */
export interface LocalPort {
  /** What is to listen: "chain" */
  readonly what: string;
  /** The flag that chooses another one: "--port" */
  readonly flag: string;
  readonly port: number;
}

/**
 * Programs that find their port in use end with a stack trace, or take another one.
 * @throws PortUnavailableError for the first port on which something else listens
 */
export async function requireFreePorts(host: string, ports: readonly LocalPort[]): Promise<void> {
  for (const port of ports) await requireFreePort(host, port);
}

function requireFreePort(host: string, local: LocalPort): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause) => reject(new PortUnavailableError(local, cause)));
    probe.listen({ port: local.port, host }, () => probe.close(() => resolve()));
  });
}

/** Something else listens where the chain, the indexer or the page should. */
class PortUnavailableError extends Error {
  override readonly name = "PortUnavailableError";

  constructor({ what, flag, port }: LocalPort, { message }: Error) {
    super(
      `No ${what} can be started on port ${port} (${message}). Stop what runs there, or choose another: ${flag} N.`,
    );
  }
}
