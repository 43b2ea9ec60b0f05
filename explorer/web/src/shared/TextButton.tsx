import { Button } from "@mantine/core";

interface TextButtonProps {
  /** What it does, for those who hear the button without its surroundings. */
  readonly label: string;
  readonly onClick: () => void;
  readonly children: string;
}

/** A small button within text. */
export function TextButton({ label, onClick, children }: TextButtonProps) {
  return (
    <Button variant="subtle" size="compact-sm" aria-label={label} onClick={onClick}>
      {children}
    </Button>
  );
}
