/** What a contract's error means, and what to do next. `{name}` stands for the error's argument of that name, in words. */
export type ErrorText = readonly [message: string, hint: string];
export type ErrorTexts = Readonly<Record<string, ErrorText>>;
