import { Alert } from "@mantine/core";
import { useChainHead } from "../data/use-chain-head.ts";
import { useIndexStatus } from "../data/use-index-status.ts";
import { shortTime } from "../format/times.ts";
import { formatDuration } from "../../../../sdk/network/format-time.ts";
import classes from "./Freshness.module.css";

/** An index this much older than the chain, in seconds and in blocks, is worth a warning. */
const LATE_SECONDS = 60;
const LATE_BLOCKS = 5;

/** Says when what the page shows is not what the chain says now. */
export function Freshness() {
  const { data: status, isError, isPending } = useIndexStatus();
  const { data: head } = useChainHead();
  if (isPending) return null;

  const shown = status === undefined ? "Nothing was read yet." : `What you see is of ${shortTime(status.blockTime)}.`;
  if (isError)
    return <Warning title="The indexer does not answer" text={`${shown} It is asked again every few seconds.`} />;
  if (status === undefined) return null;
  if (!status.isReady) return <Warning title="The indexer is still reading the past" text={shown} />;

  const seconds = head === undefined ? 0 : head.blockTime - status.blockTime;
  const blocks = head === undefined ? 0 : head.block - status.block;
  if (seconds <= LATE_SECONDS || blocks <= LATE_BLOCKS) return null;
  return <Warning title="The indexer is behind" text={`${shown} The chain is ${formatDuration(seconds)} further.`} />;
}

function Warning({ title, text }: Readonly<{ title: string; text: string }>) {
  return (
    <div className={classes["frame"]}>
      <Alert color="orange" variant="light" title={title} role="status">
        {text}
      </Alert>
    </div>
  );
}
