/** A request as it came over the wire; signatures are checked over exactly these characters. */
export interface SandboxRequest {
  readonly method: string
  /** without the query, still percent-encoded: `/v3/pay/transactions/native` */
  readonly path: string
  /** raw, without the question mark; `''` when there is none. Read it with `new URLSearchParams(query)`. */
  readonly query: string
  /** names in lower case */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** UTF-8 text; `''` when there is none */
  readonly body: string
}

export interface SandboxAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** `'hang-up'` closes the connection without a word: the caller never learns what happened. */
export type Handled = SandboxAnswer | 'hang-up'

export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

export const htmlAnswer = (status: number, body: string): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
})

export const redirectTo = (location: string): SandboxAnswer => ({ status: 302, headers: { location }, body: '' })

/** A part of a path, percent-decoded; left as it is when it is not properly encoded. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Reads JSON, or answers undefined when it is none. Amounts in it must be whole fen or text: see each room. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
