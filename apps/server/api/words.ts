import { z } from 'zod'
import { chinaDay } from '../../../domain/bill/input-fields.ts'

/** Schemas that many routes share: amounts in fen, China dates, refusals. */
export const fenAmount = z.int().meta({ description: '分 · fen' })
export const positiveFen = z.int().min(1).meta({ description: '分，大于零 · fen, above zero' })
export const day = chinaDay.meta({ description: '中国日期 yyyy-MM-dd · China date' })
export const instant = z.string().meta({ description: 'ISO 8601', format: 'date-time' })
export const id = z.string().min(1).max(64)

export const refusalSchema = z
  .object({
    code: z.string(),
    stage: z.string(),
    moneyMoved: z.enum(['none', 'unknown', 'moved']).meta({ description: '资金是否已动 · did money move' }),
    retrySameKey: z.boolean().meta({ description: '可否用同一 Idempotency-Key 重发 · may the same key be sent again' }),
    message: z.string(),
    place: z.string().optional(),
  })
  .meta({ id: 'Refusal' })

/** Every route may answer these. */
export const refusals = { '4xx': refusalSchema, '5xx': refusalSchema } as const

export const bearer = [{ apiKey: [] }] as const

/** Filters that lists of days have in common. */
export const daySpan = { from: day.optional(), to: day.optional() }

export const formatQuery = { format: z.enum(['json', 'csv']).default('json') }

/** A list that can also be had as CSV. */
export const listAnswer = <Page extends z.ZodType>(page: Page) => ({
  description: '列表 · the list',
  content: { 'application/json': { schema: page }, 'text/csv': { schema: z.string() } },
})
