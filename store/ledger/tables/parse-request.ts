import type { TransferRequest } from '../../../domain/ledger/transfer.ts'

/** Short names of the table → paths. */
export type Names = ReadonlyMap<string, string>

type Draft = { -readonly [Field in keyof TransferRequest]?: unknown }

const FIELDS: Readonly<Record<string, keyof TransferRequest>> = {
  id: 'transferId',
  kind: 'kind',
  debit: 'debit',
  credit: 'credit',
  amount: 'amount',
  balancing: 'balancing',
  code: 'code',
  pending: 'pendingId',
  reverses: 'reversesId',
  order: 'orderId',
  attempt: 'attemptId',
  refund: 'refundId',
  bill: 'billId',
  date: 'effectiveDate',
  timeout: 'timeoutMs',
  metadata: 'metadata',
}

/**
 * `posted t1 card -> bank 12.34 order=O1`: card is credited, bank is debited. Nothing is checked here: a table also says what
 * the ledger must refuse.
 */
export function parseRequest(words: readonly string[], names: Names): TransferRequest {
  const [kind, id, ...rest] = words
  const draft: Draft = { transferId: repeated(id === '""' ? '' : (id ?? '')), kind, code: 'charge' }
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!
    if (rest[at + 1] === '->') {
      draft.credit = pathOf(word, names)
      draft.debit = pathOf(rest[at + 2]!, names)
      at += 2
    } else if (word === 'of') {
      draft[kind === 'reversal' ? 'reversesId' : 'pendingId'] = repeated(rest[++at]!)
    } else setField(draft, word, names)
  }
  return draft as unknown as TransferRequest
}

/** The request again, with other fields: `with order=O2 amount=3.00`, `without date`. */
export function changeRequest(request: TransferRequest, words: readonly string[], names: Names): TransferRequest {
  const draft: Draft = { ...request }
  let drops = false
  for (const word of words) {
    if (word === 'with' || word === 'without') drops = word === 'without'
    else if (drops) delete draft[fieldNamed(word)]
    else setField(draft, word, names)
  }
  return draft as unknown as TransferRequest
}

function setField(draft: Draft, word: string, names: Names): void {
  const at = word.indexOf('=')
  if (at < 0) {
    if (word === 'balancing') draft.balancing = true
    else draft.amount = parseAmount(word)
    return
  }
  const field = fieldNamed(word.slice(0, at))
  const text = word.slice(at + 1)
  draft[field] = readValue(field, text, names)
}

function readValue(field: keyof TransferRequest, text: string, names: Names): unknown {
  if (field === 'amount') return parseAmount(text)
  if (field === 'timeoutMs') return parseSpan(text)
  if (field === 'balancing') return text === 'true'
  return field === 'debit' || field === 'credit' ? pathOf(text, names) : repeated(text)
}

function fieldNamed(word: string): keyof TransferRequest {
  const field = FIELDS[word]
  if (!field) throw new Error(`no field is called ${word}`)
  return field
}

const pathOf = (word: string, names: Names): string => names.get(word) ?? repeated(word)

/** `x{101}` is a hundred and one x. */
export const repeated = (text: string): string =>
  text.replaceAll(/(.)\{(\d+)\}/g, (_, one, times) => one.repeat(Number(times)))

/** Yuan with two decimals → fen; `fen:1.5` is a number as it stands, for what is no amount. */
export function parseAmount(word: string): number {
  if (word.startsWith('fen:')) return Number(word.slice(4))
  if (!/^-?\d+\.\d\d$/.test(word)) throw new Error(`${word} is no amount in yuan`)
  return Number(word.replace('.', ''))
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, d: 86_400_000 }

/** `500ms`, `60s`, `400d` → ms */
export function parseSpan(word: string): number {
  const [, number, unit] = /^(-?[\d.]+)(ms|s|d)$/.exec(word) ?? []
  if (number === undefined || unit === undefined) throw new Error(`${word} is no span of time`)
  return Number(number) * UNITS[unit]!
}
