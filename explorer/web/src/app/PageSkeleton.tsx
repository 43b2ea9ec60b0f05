import { Skeleton, Stack } from "@mantine/core";

/** Stands where a page will be, about as high. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <Skeleton height={36} width={220} />
      <Skeleton height={110} />
      <Skeleton height={420} />
    </Stack>
  );
}
