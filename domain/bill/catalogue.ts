import { z } from 'zod'
import { RefusalError } from '../identity/refusal.ts'
import type { CatalogueItem } from './bill.ts'
import { PRICE_SCALE, RATIO_SCALE, scaled } from './decimal-text.ts'
import { chinaDay, decimalText } from './input-fields.ts'

const catalogueItem = z
  .strictObject({
    listCode: z.string().min(1).max(50),
    name: z.string().min(1).max(200),
    itemClass: z.enum(['甲', '乙', '丙']),
    /** med_chrgitm_type 01…14 [S] */
    chargeCategory: z.string().regex(/^(0[1-9]|1[0-4])$/),
    selfPayFirstRatio: decimalText(RATIO_SCALE, { negative: false }),
    priceCeiling: decimalText(PRICE_SCALE, { negative: false }).nullable(),
    validFrom: chinaDay,
    validTo: chinaDay.nullable(),
    source: z.string().min(1).max(500),
  })
  .refine((item) => ratioFitsClass(item.itemClass, item.selfPayFirstRatio), {
    path: ['selfPayFirstRatio'],
    message: '甲 pays 0 first, 丙 pays 1, 乙 something from 0 to 1',
  })
  .refine((item) => item.validTo === null || item.validTo >= item.validFrom, {
    path: ['validTo'],
    message: 'ends before it begins',
  })

/** A catalogue document: what it is, where it comes from, and its entries. */
export const catalogueSchema = z.strictObject({
  id: z.string().min(1).max(50),
  version: z.string().min(1).max(50),
  source: z.string().min(1).max(500),
  items: z.array(catalogueItem),
})

/** A compiled catalogue: one look-up per charge line. */
export interface Catalogue {
  readonly id: string
  readonly version: string
  readonly size: number
  /** the entry in force on a China date, or null: a code nobody knows is self-paid, never guessed */
  find(listCode: string, date: string): CatalogueItem | null
}

function ratioFitsClass(itemClass: string, ratio: string): boolean {
  const share = scaled(ratio, RATIO_SCALE)
  if (itemClass === '甲') return share === 0n
  if (itemClass === '丙') return share === 10_000n
  return share <= 10_000n
}

/**
 * Reads and indexes a catalogue document.
 * @throws RefusalError CATALOGUE_INVALID (place = path), CATALOGUE_OVERLAP when one code has two entries on one day:
 * either price could be charged, so neither may be
 */
export function compileCatalogue(document: unknown): Catalogue {
  const read = catalogueSchema.safeParse(document)
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw refuse('CATALOGUE_INVALID', issue.path.join('.'), issue.message)
  }
  const entries = new Map<string, CatalogueItem[]>()
  for (const item of read.data.items) {
    const same = entries.get(item.listCode)
    if (same) same.push(item)
    else entries.set(item.listCode, [item])
  }
  for (const same of entries.values()) refuseOverlap(same.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)))
  return {
    id: read.data.id,
    version: read.data.version,
    size: read.data.items.length,
    find: (listCode, date) => entries.get(listCode)?.find((item) => inForce(item, date)) ?? null,
  }
}

const inForce = (item: CatalogueItem, date: string): boolean =>
  item.validFrom <= date && (item.validTo === null || date <= item.validTo)

function refuseOverlap(sorted: readonly CatalogueItem[]): void {
  for (let i = 1; i < sorted.length; i++) {
    const [before, after] = [sorted[i - 1]!, sorted[i]!]
    if (before.validTo !== null && before.validTo < after.validFrom) continue
    throw refuse('CATALOGUE_OVERLAP', after.listCode, `two entries are in force on ${after.validFrom}`)
  }
}

const refuse = (code: string, place: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'bill', moneyMoved: 'none', retrySameKey: true, place, message })
