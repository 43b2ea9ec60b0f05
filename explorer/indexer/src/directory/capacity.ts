/** Capacity in the form in which events tell it. */
export interface EventCapacity {
  readonly cru: number;
  readonly mru: bigint;
  readonly sru: bigint;
  readonly hru: bigint;
}

/** The columns of a node that hold its capacity. */
export interface NodeCapacity {
  readonly cru: number;
  readonly mruBytes: bigint;
  readonly sruBytes: bigint;
  readonly hruBytes: bigint;
  readonly bookedCru: number;
  readonly bookedMruBytes: bigint;
  readonly bookedSruBytes: bigint;
  readonly bookedHruBytes: bigint;
}

export function capacityColumns({ cru, mru, sru, hru }: EventCapacity) {
  return { cru, mruBytes: mru, sruBytes: sru, hruBytes: hru };
}

/** The columns of a node whose latest terms say this capacity. */
export function offeredColumns(node: NodeCapacity, capacity: EventCapacity) {
  const offered = capacityColumns(capacity);
  return { ...offered, ...freeColumns({ ...node, ...offered }) };
}

/** The columns of a node of which so much was booked, or released where the sign is -1. */
export function bookedColumns(node: NodeCapacity, { cru, mru, sru, hru }: EventCapacity, sign: 1 | -1) {
  const booked = {
    bookedCru: node.bookedCru + sign * cru,
    bookedMruBytes: node.bookedMruBytes + BigInt(sign) * mru,
    bookedSruBytes: node.bookedSruBytes + BigInt(sign) * sru,
    bookedHruBytes: node.bookedHruBytes + BigInt(sign) * hru,
  };
  return { ...booked, ...freeColumns({ ...node, ...booked }) };
}

/** {IDirectory-freeOf}: no terms are opened that hold less than what is booked. */
function freeColumns(node: NodeCapacity) {
  return {
    freeCru: node.cru - node.bookedCru,
    freeMruBytes: node.mruBytes - node.bookedMruBytes,
    freeSruBytes: node.sruBytes - node.bookedSruBytes,
    freeHruBytes: node.hruBytes - node.bookedHruBytes,
  };
}
