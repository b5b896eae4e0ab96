import { type Fen, showYuan } from '@medsettle/money'
import { chinaDateTime } from '../../../domain/identity/clock.ts'

/** `¥1,234.50`, `-¥0.05`: the sign stands before the currency, where no reader overlooks it. */
export function yuan(amount: Fen): string {
  return amount < 0 ? `-¥${showYuan(amount).slice(1)}` : `¥${showYuan(amount)}`
}

/** Decimal text without idle zeros: `2.5000` → `2.5`, `10.0` → `10`. Text in, text out: no number is made of it. */
export function plainDecimal(text: string): string {
  return /^[+-]?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
}

/** `2026-11-21 08:00` in China, wherever the phone is. */
export function chinaMinute(instant: string): string {
  return chinaDateTime(new Date(instant)).slice(0, 16)
}
