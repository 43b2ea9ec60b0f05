import { Alert, Text } from "@mantine/core";
import { GridError } from "../../../../sdk/grid-error.ts";

/** Says what went wrong and what to do about it, in the words of the library. */
export function ProblemAlert({ title, error }: Readonly<{ title: string; error: unknown }>) {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof GridError ? error.hint : undefined;
  return (
    <Alert color="red" variant="light" title={title} role="alert" mb="md">
      <Text size="sm">{message}</Text>
      {hint !== undefined && (
        <Text size="sm" mt={4}>
          {hint}
        </Text>
      )}
    </Alert>
  );
}
