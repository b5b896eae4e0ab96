import { isRatio } from '../benefits/policy.ts'
import type { CatalogueEntry } from '../benefits/price-line.ts'
import { isJsonObject, type Json } from '../wire/exact-json.ts'

const CLASSES: readonly string[] = ['甲', '乙', '丙']

/** Reads one row of POST /admin/catalogue. Answers the sentence that says what is wrong with it, or the entry. */
export function readCatalogueEntry(row: Json, place: string): CatalogueEntry | string {
  if (!isJsonObject(row)) return `${place} must be an object`
  const { listCode, name, itemClass, chargeCategory, selfPayFirstRatio, priceCeiling = null } = row
  if (typeof listCode !== 'string' || listCode === '' || listCode.length > 50)
    return `${place}.listCode must be text of at most 50 characters`
  if (typeof name !== 'string') return `${place}.name must be text`
  if (typeof itemClass !== 'string' || !CLASSES.includes(itemClass)) return `${place}.itemClass must be 甲, 乙 or 丙`
  if (typeof chargeCategory !== 'string' || !/^\d{2}$/.test(chargeCategory))
    return `${place}.chargeCategory must be two digits (med_chrgitm_type)`
  if (typeof selfPayFirstRatio !== 'string' || !isRatio(selfPayFirstRatio))
    return `${place}.selfPayFirstRatio must be decimal text from 0 to 1`
  if (
    priceCeiling !== null &&
    (typeof priceCeiling !== 'string' || !/^(?:0|[1-9]\d{0,9})(?:\.\d{1,6})?$/.test(priceCeiling))
  )
    return `${place}.priceCeiling must be yuan with at most 6 decimals, or null`
  return {
    listCode,
    name,
    itemClass: itemClass as CatalogueEntry['itemClass'],
    chargeCategory,
    selfPayFirstRatio,
    priceCeiling,
  }
}
