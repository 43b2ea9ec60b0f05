import { GridError } from "../../../../sdk/grid-error.ts";

/** There never was such a node. */
export class NodeMissingError extends GridError {
  override readonly name = "DirectoryNodeNotFound";

  constructor(nodeId: number) {
    super(`There is no node ${nodeId}.`, { hint: "List the nodes with: tfgrid node list", details: { nodeId } });
  }
}
