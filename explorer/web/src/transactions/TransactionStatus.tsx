import { Alert, Text } from "@mantine/core";
import { stateWords } from "./state-words.ts";
import type { TransactionRecord } from "./transaction-store.ts";

/** How the transaction of a button goes, below it. Screen readers hear each change. */
export function TransactionStatus({ record }: Readonly<{ record: TransactionRecord | undefined }>) {
  return <div role="status">{record !== undefined && <Words record={record} />}</div>;
}

function Words({ record }: Readonly<{ record: TransactionRecord }>) {
  const { label, color, text } = stateWords(record);
  if (record.state !== "failed") {
    return (
      <Text size="sm" mt="xs">
        <strong>{label}.</strong> {text}
      </Text>
    );
  }
  return (
    <Alert color={color} variant="light" title={`${record.label}: failed`} mt="sm">
      <ProblemWords record={record} />
    </Alert>
  );
}

/** What went wrong with a transaction and what to do about it. */
export function ProblemWords({ record: { problem } }: Readonly<{ record: TransactionRecord }>) {
  return (
    <>
      <Text size="sm">{problem?.message}</Text>
      {problem?.hint !== undefined && (
        <Text size="sm" mt={4}>
          {problem.hint}
        </Text>
      )}
    </>
  );
}
