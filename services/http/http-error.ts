/** Why a request is answered with anything but success: a code for programs and a sentence for people. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly statusCode: number;
  /** For programs, such as "wrongChain". */
  readonly code: string;
  /** When it is worth to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(statusCode: number, code: string, message: string, options: { retryAfterSeconds?: number } = {}) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
