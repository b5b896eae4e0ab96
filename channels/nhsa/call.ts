import {
  companionMessageId,
  gatewayHeaders,
  messageId,
  NhsaError,
  type Response,
  readResponse,
  type WireObject,
  writeRequest,
} from '@medsettle/nhsa'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import type { Institution } from './institution.ts'

export interface Call {
  readonly infno: string
  readonly msgid: string
  readonly input: WireObject
  readonly insuredArea?: string
}

/** Either the platform's own words, or why we do not know what it did. */
export type Answer =
  | { readonly answered: true; readonly response: Response }
  | { readonly answered: false; readonly outcome: Outcome }

/** Posts one transaction to `/api/{infno}` (facts 1 and 2). Never throws for anything the network or platform does. */
export async function call(institution: Institution, { infno, msgid, input, insuredArea }: Call): Promise<Answer> {
  const { config, io, sender, signer } = institution
  const at = io.now()
  const area = insuredArea === undefined ? {} : { insuredArea }
  const body = writeRequest(sender, { infno, msgid, input, at, ...area }, signer)
  const headers = gatewayHeaders({ ...config, scheme: config.headerScheme }, at, io.nonce())
  const reply = await post(institution, `${config.baseUrl}/api/${infno}`, headers, body)
  if ('outcome' in reply) return { answered: false, outcome: reply.outcome }
  try {
    return { answered: true, response: readResponse(reply.text) }
  } catch (error) {
    return { answered: false, outcome: unreadable(error, reply.status) }
  }
}

/** Calls that go along with the caller's 2206, by how many seconds their msgid is dated before it. */
const COMPANIONS = { '2201': 4, '2204': 3, '2205': 2, '2204 again': 1 } as const

export const companion = (messageId: string, infno: keyof typeof COMPANIONS): string =>
  companionMessageId(messageId, COMPANIONS[infno])

/** A msgid for questions and reconciliation, which nobody has to name again: its sequence is drawn. */
export function freshMessageId({ config, io }: Institution): string {
  let drawn = 0
  for (const character of io.nonce()) drawn = (drawn * 62 + character.charCodeAt(0)) % 10_000
  return messageId(config.fixmedinsCode, io.now(), drawn)
}

interface Reply {
  readonly status: number
  readonly text: string
}

/** A 5xx may come from a gateway behind which everything went well: unknown, like no answer at all. */
export async function post(
  institution: Institution,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<Reply | { readonly outcome: Outcome }> {
  const { io } = institution
  try {
    const signal = AbortSignal.timeout(io.timeoutMs)
    const named = { accept: 'application/json', 'user-agent': 'MedSettle', ...headers }
    // a redirect would carry a settlement to an address that nobody configured
    const reply = await io.fetch(url, { method: 'POST', headers: named, body, redirect: 'manual', signal })
    const text = await reply.text()
    if (reply.status >= 500)
      return { outcome: unknownOutcome(`HTTP_${reply.status}`, `the platform answered HTTP ${reply.status}`) }
    return { status: reply.status, text }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return {
      outcome: unknownOutcome(
        timedOut ? 'TIMEOUT' : 'NO_ANSWER',
        `the platform did not answer within ${io.timeoutMs} ms`,
      ),
    }
  }
}

/** @throws whatever is not an error of reading */
export function unreadable(error: unknown, status: number): Outcome {
  if (!(error instanceof NhsaError)) throw error
  if (status !== 200)
    return unknownOutcome(`HTTP_${status}`, `the platform answered HTTP ${status} without an envelope`)
  return unknownOutcome(error.code, `the answer cannot be trusted: ${error.message}`)
}
