import { LEAF_BYTES, leafCount } from "../rules/leaf-bytes.ts";

/** Where a leaf holds its farm, in bytes; see Leaf.sol. */
const FARM_OFFSET = 2;

/** The positions of a farm's leaves in a batch, ascending. It decodes nothing else, so that other farms' leaves may be odd. */
export function farmPositions(leaves: Uint8Array, farmId: number): number[] {
  const view = new DataView(leaves.buffer, leaves.byteOffset, leaves.byteLength);
  const positions: number[] = [];
  for (let position = 0, count = leafCount(leaves); position < count; position++) {
    if (view.getUint32(position * LEAF_BYTES + FARM_OFFSET) === farmId) positions.push(position);
  }
  return positions;
}
