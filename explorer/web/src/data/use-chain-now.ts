import { useEffect, useState } from "react";
import { useIndexStatus } from "./use-index-status.ts";

/**
 * The chain's time, unix seconds: that of the last indexed block and what has passed since it was seen. The browser's clock
 * may be wrong, and local chains live in the past. Undefined until a block was seen.
 */
export function useChainNow(everyMs = 1_000): number | undefined {
  const { data } = useIndexStatus();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  const firstSeen = useFirstSeen(data?.block, data?.blockTime, data?.seenAtMs);
  return firstSeen === undefined
    ? undefined
    : firstSeen.blockTime + Math.max(0, Math.floor((nowMs - firstSeen.seenAtMs) / 1000));
}

interface FirstSeen {
  readonly block: number;
  readonly blockTime: number;
  readonly seenAtMs: number;
}

/** When the present block was seen first: being told of it again makes it no younger. */
function useFirstSeen(block?: number, blockTime?: number, seenAtMs?: number): FirstSeen | undefined {
  const [first, setFirst] = useState<FirstSeen>();
  if (block !== undefined && blockTime !== undefined && seenAtMs !== undefined && first?.block !== block) {
    setFirst({ block, blockTime, seenAtMs });
  }
  return first;
}
