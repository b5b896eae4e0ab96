import { z } from 'zod'
import { chinaDate, exactNumber, exactShare, shortText, wholeNumber } from '../document/read-document.ts'

/** Ids end up in paths of accounts, ids of transfers and addresses. */
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'lower-case letters, digits and "-" belong here')
/** Together with agreement and line an id of a transfer, which has 100 characters at most. */
const shortSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,19}$/, '1 to 20 lower-case letters, digits and "-" belong here')
/** Names stand in formulas. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u
const RESERVED = new Set([
  '__proto__',
  'and',
  'or',
  'not',
  'yuan',
  '元',
  'min',
  'max',
  'if',
  'round',
  'bands',
  'lookup',
  'sum',
  'count',
])
const name = z
  .string()
  .regex(NAME, 'a name has letters, digits and "_"')
  .refine((text) => !RESERVED.has(text), 'this word has a meaning in formulas')
const mode = z.enum(['halfUp', 'halfEven', 'down', 'up'])
const decimals = wholeNumber.refine((count) => count <= 6, 'at most 6 decimals')
const unit = z.enum(['yuan', 'number', 'share', 'text'])
const formula = z.string().trim().min(1).max(2000)

/** So that people can read an agreement, and a server need not fear one. */
const MOST = { parties: 20, facts: 200, formulas: 300, lines: 100, periods: 120, rows: 5000, columns: 50 } as const
const few = <T extends object>(record: z.ZodType<T>, most: number): z.ZodType<T> =>
  record.refine((entries) => Object.keys(entries).length <= most, `${most} at most`)

const LONGEST_HOURS = 24 * 366
/** `{"hours": 24}`, `{"days": 10}` or `{"workingDays": 10}` */
const span = z
  .strictObject({ hours: wholeNumber.optional(), days: wholeNumber.optional(), workingDays: wholeNumber.optional() })
  .refine((one) => Object.values(one).filter((count) => count !== undefined).length === 1, 'hours, days or workingDays')
  .refine((one) => (one.hours ?? 24 * (one.days ?? one.workingDays ?? 0)) <= LONGEST_HOURS, 'a year at most')

/** A period of objection that is over before it begins would bind at once whoever has not seen the proposal. */
const lasting = span.refine(
  (one) => Object.values(one).some((count) => (count ?? 0) > 0),
  'this lasts an hour or a day at least',
)

const bounds = { atLeast: exactNumber.optional(), above: exactNumber.optional(), atMost: exactNumber.optional() }
const simple = {
  ...bounds,
  title: shortText.optional(),
  /** decimals an amount may have, when not as the currency says */
  decimals: decimals.optional(),
  oneOf: z.array(shortText).min(1).optional(),
}
const delivery = { from: z.array(slug).min(1), due: span, signed: z.boolean().default(false) }
const column = z.strictObject({ type: z.enum(['amount', 'number', 'share', 'text']), ...simple })
const fact = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['amount', 'number', 'share', 'text']), ...simple, ...delivery }),
  z.strictObject({
    type: z.literal('table'),
    title: shortText.optional(),
    columns: few(z.record(name, column), MOST.columns).refine(
      (columns) => Object.keys(columns).length > 0,
      'a table has columns',
    ),
    /** columns that no two rows may have alike */
    unique: z.array(name).min(1).optional(),
    ...delivery,
  }),
])

const lookupTable = z.strictObject({
  title: shortText.optional(),
  match: z.enum(['exact', 'atLeast']),
  by: unit,
  gives: z.enum(['yuan', 'number', 'share']),
  rows: z
    .array(z.strictObject({ key: shortText, is: exactNumber }))
    .min(1)
    .max(MOST.rows),
  otherwise: exactNumber.optional(),
})
const bandTable = z.strictObject({
  title: shortText.optional(),
  of: z.enum(['yuan', 'share', 'number']),
  rows: z
    .array(z.strictObject({ upTo: exactNumber.optional(), share: exactShare }))
    .min(1)
    .max(100),
})
const rounding = z.strictObject({ decimals, mode })

const party = z.strictObject({
  role: z.enum(['fund', 'institution', 'consortium']),
  name: shortText,
  institutionId: z.string().regex(/^[A-Za-z0-9-]{1,20}$/),
  publicKey: z.string().regex(/^04[0-9a-f]{128}$/, 'an SM2 public key is 04 and 128 hex characters'),
})

/** The JSON of an agreement; docs/value/agreements.md tells each field. */
export const AGREEMENT_SCHEMA = z.strictObject({
  id: slug,
  version: z.string().regex(/^[A-Za-z0-9.-]{1,20}$/, 'letters, digits, "." and "-"'),
  title: shortText,
  source: shortText,
  replaces: z.strictObject({ version: shortText, hash: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
  validFrom: chinaDate,
  validTo: chinaDate,
  currency: z.strictObject({ code: z.literal('CNY'), amountDecimals: decimals, toFen: mode }),
  parties: few(z.record(slug, party), MOST.parties),
  periods: z
    .array(z.strictObject({ id: shortSlug, from: chinaDate, to: chinaDate }))
    .min(1)
    .max(MOST.periods),
  calendar: z.strictObject({ holidays: z.array(chinaDate), workingWeekends: z.array(chinaDate) }),
  deadlines: z.strictObject({ proposal: lasting, objection: lasting }),
  facts: few(z.record(name, fact), MOST.facts),
  tables: few(z.record(name, lookupTable), MOST.facts).default({}),
  bands: few(z.record(name, bandTable), MOST.facts).default({}),
  roundings: few(z.record(name, rounding), MOST.facts).default({}),
  formulas: z
    .array(
      z.strictObject({
        name,
        is: formula,
        unit: z.enum(['yuan', 'number', 'share', 'truth', 'text']),
        title: shortText.optional(),
      }),
    )
    .max(MOST.formulas),
  lines: z
    .array(
      z.strictObject({
        code: slug,
        title: shortText,
        from: slug,
        to: slug,
        amount: formula,
        rounding: mode.optional(),
        whenNegative: z.enum(['refuse', 'turnRound']).default('refuse'),
      }),
    )
    .min(1)
    .max(MOST.lines),
})

export type AgreementDocument = z.output<typeof AGREEMENT_SCHEMA>
export type Fact = AgreementDocument['facts'][string]
export type TableFact = Extract<Fact, { type: 'table' }>
export type SimpleFact = Exclude<Fact, { type: 'table' }>
export type Column = TableFact['columns'][string]
export type DeadlineSpan = AgreementDocument['deadlines']['proposal']
export type AgreementPeriod = AgreementDocument['periods'][number]
export type PartyId = string
