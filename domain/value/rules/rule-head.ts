import { z } from 'zod'
import { chinaDate, shortText } from '../document/read-document.ts'

/** The first fields of every rule document. `validTo: null` is open. */
export const RULE_HEAD = {
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  validFrom: chinaDate,
  validTo: chinaDate.nullable(),
}

/** China dates, both included. */
export const periodSchema = z.strictObject({ from: chinaDate, to: chinaDate })
