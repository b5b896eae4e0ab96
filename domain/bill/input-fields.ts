import { z } from 'zod'
import type { BillRefusalCode } from './bill-refusal.ts'

/** 2^53 fen as yuan: no single number of a bill may exceed what one amount can hold. */
const LARGEST_WHOLE_DIGITS = 14

const refuseWith = (ctx: z.RefinementCtx, refusal: BillRefusalCode, message: string): void => {
  ctx.addIssue({ code: 'custom', params: { refusal }, message, continue: false })
}

/**
 * A decimal number as text with at most `scale` decimals. JSON numbers are accepted where the reader keeps their source
 * text (`parseLossless`); a value that has already become a binary double is refused, because its digits are a guess.
 */
export function decimalText(scale: number, allow: { readonly negative: boolean }): z.ZodString {
  return z.string({ error: notText }).superRefine((text, ctx) => {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
    if (!match)
      return refuseWith(ctx, 'BILL_NUMBER_NOT_DECIMAL', `"${text.slice(0, 30)}" is not a plain decimal number`)
    const [, sign, whole = '', fraction = ''] = match
    if (fraction.length > scale)
      return refuseWith(ctx, 'BILL_NUMBER_TOO_FINE', `"${text.slice(0, 40)}" has more than ${scale} decimals`)
    if (whole.replace(/^0+/, '').length > LARGEST_WHOLE_DIGITS)
      return refuseWith(ctx, 'BILL_NUMBER_TOO_LARGE', `"${text.slice(0, 40)}" cannot be held exactly`)
    if (sign && !allow.negative) refuseWith(ctx, 'BILL_PRICE_NEGATIVE', `"${text}" is negative`)
  })
}

const notText = (issue: { readonly input?: unknown }): string | undefined =>
  typeof issue.input === 'number'
    ? 'must arrive as text: this number has already passed through a binary double'
    : undefined

const DAY = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/

function dayExists(text: string): boolean {
  if (!DAY.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text)
}

/** `2026-11-21`, a day that exists. */
export const chinaDay = z.string().superRefine((text, ctx) => {
  if (!dayExists(text)) refuseWith(ctx, 'BILL_DATE_INVALID', `"${text.slice(0, 30)}" is not a day written yyyy-MM-dd`)
})

/** `2026-11-21 08:30:00`, China civil time. */
export const chinaSecond = z.string().superRefine((text, ctx) => {
  if (text.length !== 19 || text[10] !== ' ' || !dayExists(text.slice(0, 10)) || !TIME.test(text.slice(11)))
    refuseWith(ctx, 'BILL_DATE_INVALID', `"${text.slice(0, 30)}" is not a time written yyyy-MM-dd HH:mm:ss`)
})

/** Text of 1 to `max` characters without blanks at its edges: `"A1 "` and `"A1"` must not become two codes. */
export const text = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\S(?:[\s\S]*\S)?$/, 'has a blank at its edge')

/** Text that a hospital may leave empty. */
export const optionalText = (max: number): z.ZodString => z.string().max(max)
