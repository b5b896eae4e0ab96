import { z } from 'zod'
import { exactNonNegative, exactShare, shortText, yuanAsFen } from '../document/read-document.ts'
import { codeListsSchema } from '../rules/code-list.ts'
import { rowConditionSchema } from '../rules/read-row-condition.ts'
import { periodSchema, RULE_HEAD } from '../rules/rule-head.ts'
import { type InspectedRules, inspectRules, rulesOf } from '../rules/rule-problem.ts'
import { checkCombinationRules } from './check-combination-rules.ts'

/** Which results: those of a method, or of one rule document of it. */
const sourceSchema = z.strictObject({ method: shortText, rule: shortText.optional() })

const partBudgetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), share: exactShare }),
  /** in proportion to last year, among all parts of this kind; left out: the cost of last year's records of care */
  z.strictObject({ kind: z.literal('priorYear'), yuan: yuanAsFen.optional() }),
  z.strictObject({ kind: z.literal('residual') }),
])

const corridorSchema = z
  .strictObject({
    /** most of a gain and of a loss, as shares of the old method's payment */
    gain: exactNonNegative.optional(),
    loss: exactShare.optional(),
    /** never below this share of the old method's payment; for these institutions, or all */
    holdHarmless: z.strictObject({ floor: exactShare, institutions: z.array(shortText).min(1).optional() }).optional(),
    /** `participants`: nobody outside pays or gains; what they cannot bear within the corridor falls to `otherwise` */
    financedBy: z.enum(['participants', 'fund', 'reserve']),
    otherwise: z.enum(['fund', 'reserve']).default('fund'),
  })
  .refine(
    ({ gain, loss, holdHarmless }) => gain !== undefined || loss !== undefined || holdHarmless !== undefined,
    'a corridor limits gains, losses, or holds harmless',
  )

const transitionSchema = z.strictObject({
  old: sourceSchema,
  /** `{"2026": {"old": "0.75", "new": "0.25"}}` */
  years: z.record(
    z.string().regex(/^\d{4}$/, 'a year like 2026 belongs here'),
    z.strictObject({ old: exactShare, new: exactShare }),
  ),
  corridor: corridorSchema.optional(),
})

const partSchema = z.strictObject({
  id: shortText,
  name: shortText.optional(),
  /** records of care that belong to it */
  care: rowConditionSchema,
  results: sourceSchema,
  budget: partBudgetSchema.optional(),
  /** `scale` to its budget, up or down; only `down`; or pay what the method says and tell the difference */
  fit: z.enum(['scale', 'down', 'none']).default('none'),
  transition: transitionSchema.optional(),
})

const COMBINATION_RULES = z.strictObject({
  ...RULE_HEAD,
  period: periodSchema,
  codeLists: codeListsSchema,
  budgetYuan: yuanAsFen.optional(),
  parts: z.array(partSchema).min(1),
})

export type CombinationRules = z.output<typeof COMBINATION_RULES>
export type Part = CombinationRules['parts'][number]
export type Source = z.output<typeof sourceSchema>
export type Transition = z.output<typeof transitionSchema>
export type Corridor = z.output<typeof corridorSchema>

/** Combination rules with everything that is wrong with them. */
export const inspectCombinationRules = (json: string): InspectedRules<CombinationRules> =>
  inspectRules<CombinationRules>(json, COMBINATION_RULES, checkCombinationRules)

/** @throws RefusalError with the first problem */
export const readCombinationRules = (json: string): CombinationRules => rulesOf(inspectCombinationRules(json))
