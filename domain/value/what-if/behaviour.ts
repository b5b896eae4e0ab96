import { z } from 'zod'
import {
  chinaDate,
  exactNonNegative,
  exactNumber,
  exactShare,
  readDocument,
  shortText,
  wholeNumber,
} from '../document/read-document.ts'

/** flat + elasticity × incentive, within `most`. */
const answer = { elasticity: exactNumber, flat: exactNumber, most: exactShare }
const chance = { elasticity: exactNonNegative, flat: exactNonNegative, most: exactShare }

const schema = z.strictObject({
  id: shortText,
  version: shortText,
  source: shortText,
  validFrom: chinaDate.nullable(),
  validTo: chinaDate.nullable(),
  seed: wholeNumber,
  stay: z.strictObject({ ...answer, costShare: exactShare }).nullable(),
  upcoding: z.strictObject({ ...chance, familyLength: wholeNumber.refine((n) => n >= 1, 'at least 1') }).nullable(),
  splitting: z
    .strictObject({ ...chance, minimumStay: wholeNumber.refine((n) => n >= 2, 'at least 2 days') })
    .nullable(),
})

/** How hospitals are taken to answer a change of prices: assumptions as data, docs/value/what-if.md. */
export type Behaviour = z.infer<typeof schema>

/** @throws RefusalError with the first problem */
export const readBehaviour = (json: string): Behaviour => readDocument(json, schema)
