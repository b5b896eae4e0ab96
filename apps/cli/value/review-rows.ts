import { MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { isChinaDate } from '../../../domain/identity/china-date.ts'
import type { Proposal } from '../../../domain/value/review/agreed-amount.ts'
import type { CaseEvent } from '../../../domain/value/review/follow-reviews.ts'
import type { ReviewEvent } from '../../../domain/value/review/review-flow.ts'
import { REVIEW_REFUSALS } from '../../../domain/value/review/review-refusal.ts'
import type { ValueCase } from '../../../domain/value/tariff/value-case.ts'
import { caseOf, columnName } from './group-row.ts'
import { placeOf, type Row, readRows, readText, tell } from './method-rows.ts'

/** What `value price` says of a case, by column name. */
export type Prices = ReadonlyMap<string, ReadonlyMap<string, string> | 'twice'>

const MALFORMED = 'REVIEW_ROW_MALFORMED'

/** CSV or JSON lines, as `value price` writes them. A case that stands twice has no price to be joined. */
export async function readPrices(file: string): Promise<Prices> {
  const prices = new Map<string, ReadonlyMap<string, string> | 'twice'>()
  for (const columns of /\.jsonl?$/i.test(file) ? await jsonPrices(file) : await csvPrices(file)) {
    const id = columns.get('id') ?? ''
    prices.set(id, prices.has(id) ? 'twice' : columns)
  }
  return prices
}

const csvPrices = async (file: string): Promise<ReadonlyMap<string, string>[]> =>
  (await readRows(file, MALFORMED)).rows.map(({ columns }) => columns)

async function jsonPrices(file: string): Promise<ReadonlyMap<string, string>[]> {
  const lines = (await readText(file)).split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const price = JSON.parse(line) as Record<string, unknown> & { factors?: { name: string; value: string }[] }
      const weight = price.factors?.find(({ name }) => name === 'weight')?.value
      const texts = Object.entries(price).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      return [new Map(weight === undefined ? texts : [...texts, ['weight', weight]])]
    } catch {
      tell(placeOf(file, index + 1), MALFORMED, 'row', 'not JSON')
      return []
    }
  })
}

const JOINED = ['group', 'standardYuan', 'priceYuan', 'reason', 'weight']

/** A row with its price; `review` is yes when the tariff's band asks for it. */
export function reviewCaseOf(row: Row, prices: Prices | null): ValueCase {
  const columns = new Map(row.columns)
  const found = prices?.get(columns.get('id') ?? String(row.line))
  if (found instanceof Map)
    for (const name of JOINED) if ((columns.get(name) ?? '') === '') columns.set(name, found.get(name) ?? '')
  if (!columns.has('review')) columns.set('review', /, for review/.test(columns.get('reason') ?? '') ? 'yes' : 'no')
  return caseOf({ line: row.line, columns })
}

/** Events of a CSV file; one that cannot be read is told and counted. */
export async function readEvents(file: string): Promise<{ readonly events: CaseEvent[]; readonly unread: number }> {
  const { rows, malformed } = await readRows(file, MALFORMED, columnName)
  const events = rows.flatMap((row): CaseEvent[] => {
    const column = (name: string): string => row.columns.get(name) ?? ''
    const event = eventOf(column)
    if (typeof event !== 'string')
      return [{ institutionId: column('institution') || column('hospital'), id: column('id'), line: row.line, event }]
    tell(placeOf(file, row.line), 'REVIEW_EVENT_UNKNOWN', event, REVIEW_REFUSALS.REVIEW_EVENT_UNKNOWN)
    return []
  })
  return { events, unread: malformed + rows.length - events.length }
}

/** The event, or the column that spoils it. */
function eventOf(column: (name: string) => string): ReviewEvent | string {
  const [kind, on] = [column('event'), column('on')]
  if (!isChinaDate(on)) return 'on'
  if (kind === 'agree') return { kind, on }
  if (kind === 'decline') return { kind, on, why: column('why') || 'declined' }
  if (kind !== 'opinion') return 'event'
  const [votesFor, votesAgainst] = [countOf(column('votesFor')), countOf(column('votesAgainst'))]
  if (votesFor === null) return 'votesFor'
  if (votesAgainst === null) return 'votesAgainst'
  const proposal = proposalOf(column('payment'), column('weight'))
  return proposal === undefined ? 'payment' : { kind, on, votesFor, votesAgainst, proposal }
}

const countOf = (text: string): number | null => (/^\d{1,4}$/.test(text || '0') ? Number(text || '0') : null)

function proposalOf(form: string, weight: string): Proposal | null | undefined {
  if (form === '') return null
  if (form === 'cost' || form === 'standard') return { form }
  return form === 'adjustedWeight' ? { form, weight: ratioOrNull(weight) } : undefined
}

function ratioOrNull(text: string): Ratio | null {
  try {
    return ratioOf(text)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
