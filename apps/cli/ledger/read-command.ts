import type { Fen } from '@medsettle/money'
import { z } from 'zod'
import type { TransferKind, TransferRequest } from '../../../domain/ledger/transfer.ts'
import { readJson } from './read-json.ts'
import type { Line } from './read-lines.ts'

/** A line that could not be read; the others go on. */
export interface BadLine {
  readonly ok: false
  readonly code: LineProblem
  readonly line: number
  /** which field, as `transfers[1].amountFen` */
  readonly place?: string
  readonly message: string
}

const text = z.string().max(4000)
const whole = z.number()
/** a number that is no whole one is the ledger's to refuse, with the id it came under */
const amount = z.union([z.number(), z.looseObject({ rawJSON: z.string() }).transform(() => Number.NaN)])
const flag = z.boolean()
const limited = z.enum(['none', 'debits', 'credits'])
const date = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const books = { institution: text.optional() }

const transfer = z.strictObject({
  transferId: text,
  kind: text.default('posted'),
  code: text,
  debit: text.optional(),
  credit: text.optional(),
  amountFen: amount.optional(),
  balancing: z.literal(true).optional(),
  pendingId: text.optional(),
  reversesId: text.optional(),
  orderId: text.optional(),
  attemptId: text.optional(),
  refundId: text.optional(),
  billId: text.optional(),
  effectiveDate: text.optional(),
  timeoutMs: amount.optional(),
  metadata: z.unknown().optional(),
})

const act = { ...books, path: text, actId: text.optional() }
const moment = { ...books, at: instant.optional(), asOf: date.optional() }

const commands = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('institution'),
    id: z.string().regex(/^[A-Za-z0-9-]{1,20}$/),
    region: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    name: z.string().min(1).max(100).optional(),
  }),
  z.strictObject({ do: z.literal('open'), ...books, path: text, limited: limited.optional(), scale: whole.optional() }),
  z.strictObject({ do: z.literal('close'), ...act }),
  z.strictObject({ do: z.literal('freeze'), ...act }),
  z.strictObject({ do: z.literal('unfreeze'), ...act }),
  z.strictObject({ do: z.literal('limit'), ...act, limited }),
  z.strictObject({ do: z.literal('transfer'), ...books, ...transfer.shape }),
  z.strictObject({ do: z.literal('group'), ...books, transfers: z.array(transfer).min(1).max(2000) }),
  z.strictObject({ do: z.literal('balance'), ...moment, path: text, prefix: flag.optional() }),
  z.strictObject({
    do: z.literal('statement'),
    ...books,
    path: text,
    from: instant.optional(),
    to: instant.optional(),
    effectiveFrom: date.optional(),
    effectiveTo: date.optional(),
    code: text.optional(),
    orderId: text.optional(),
    order: z.enum(['forwards', 'backwards']).optional(),
    limit: z.int().min(1).max(1000).optional(),
    after: z.int().min(0).optional(),
  }),
  z.strictObject({ do: z.literal('trialBalance'), ...moment }),
  z.strictObject({ do: z.literal('expire'), ...books }),
  z.strictObject({
    do: z.literal('allocate'),
    amountFen: z.int(),
    parts: z.array(
      z.strictObject({
        to: text,
        percent: text.optional(),
        fraction: z.tuple([whole, whole]).optional(),
        upToFen: whole.optional(),
      }),
    ),
    rest: z.union([z.literal('keep'), z.strictObject({ to: text })]).optional(),
    remainder: z.enum(['first', 'last', 'largest', 'largestRemainder']).optional(),
  }),
])

export type LedgerCommand = z.output<typeof commands>
export type TransferCommand = z.output<typeof transfer>

export function readCommand(line: Line): LedgerCommand | BadLine {
  const { no } = line
  if ('fault' in line) return { ok: false, code: line.fault, line: no, message: LEDGER_LINE_PROBLEMS[line.fault] }
  let value: unknown
  try {
    value = readJson(line.text.replace(/^\ufeff/, ''))
  } catch {
    return { ok: false, code: 'LINE_NOT_JSON', line: no, message: LEDGER_LINE_PROBLEMS.LINE_NOT_JSON }
  }
  const read = commands.safeParse(value)
  return read.success ? read.data : faultOf(no, value, read.error.issues[0]!)
}

export const isBadLine = (read: LedgerCommand | BadLine): read is BadLine => 'ok' in read

/** Why a line of `ledger apply` is no command; the other lines go on. */
const LEDGER_LINE_PROBLEMS = {
  LINE_TOO_LONG: 'a line has at most 4 MiB',
  LINE_NOT_UTF8: 'this line is not UTF-8',
  LINE_NOT_JSON: 'this line is not JSON',
  LINE_NOT_A_COMMAND: 'a command is a JSON object with the field "do"',
  COMMAND_UNKNOWN: 'there is no such command',
  FIELD_UNKNOWN: 'there is no such field',
  FIELD_MISSING: 'a field is missing',
  FIELD_INVALID: 'a field cannot be read',
} as const

type LineProblem = keyof typeof LEDGER_LINE_PROBLEMS

type Issue = z.core.$ZodIssue

function faultOf(line: number, value: unknown, issue: Issue): BadLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, code: 'LINE_NOT_A_COMMAND', line, message: LEDGER_LINE_PROBLEMS.LINE_NOT_A_COMMAND }
  if (issue.code === 'invalid_union' && issue.path[0] === 'do')
    return unknownCommand(line, (value as { do?: unknown }).do)
  if (issue.code === 'unrecognized_keys') {
    const place = placeOf([...issue.path, issue.keys[0]!])
    return { ok: false, code: 'FIELD_UNKNOWN', line, place, message: `there is no field ${place}` }
  }
  const place = placeOf(issue.path)
  const given = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)
  if (given === undefined) return { ok: false, code: 'FIELD_MISSING', line, place, message: `${place} is missing` }
  return { ok: false, code: 'FIELD_INVALID', line, place, message: `${place}: ${issue.message}` }
}

function unknownCommand(line: number, word: unknown): BadLine {
  const known = commands.options.map((one) => one.shape.do.value).join(', ')
  const said =
    word === undefined ? 'the field "do" is missing' : `there is no command ${JSON.stringify(word).slice(0, 60)}`
  return { ok: false, code: 'COMMAND_UNKNOWN', line, place: 'do', message: `${said}; choose one of ${known}` }
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

/** What the ledger is asked for; it refuses by itself what is no kind, amount or date. */
export function requestOf(command: TransferCommand): TransferRequest {
  const { kind, amountFen, metadata, transferId, code, ...rest } = command
  const given = Object.fromEntries(FIELDS.flatMap((field) => (rest[field] === undefined ? [] : [[field, rest[field]]])))
  return {
    ...given,
    transferId,
    code,
    kind: kind as TransferKind,
    ...(amountFen === undefined ? {} : { amount: amountFen as Fen }),
    ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
  }
}

const FIELDS = [
  'debit',
  'credit',
  'balancing',
  'pendingId',
  'reversesId',
  'orderId',
  'attemptId',
  'refundId',
  'billId',
  'effectiveDate',
  'timeoutMs',
] as const
