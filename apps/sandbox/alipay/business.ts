import { MoneyError, parseYuan } from '@medsettle/money'
import { invalidParameter } from './refusal.ts'

/** Reads a JSON text so that a number keeps the characters it was written with: `12.30` stays `12.30`. */
export function readBusiness(text: string): Business {
  let value: unknown
  try {
    value = JSON.parse(text, keepSource)
  } catch {
    throw invalidParameter('biz_content 不是有效的 JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidParameter('biz_content 必须是对象')
  return new Business(value as Record<string, unknown>)
}

const keepSource = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? String(value)) : value

/** Business parameters, read one at a time; each refusal names the field. */
export class Business {
  readonly #values: Readonly<Record<string, unknown>>
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values
  }

  /** `maxLength` counts characters. */
  text(name: string, maxLength: number): string {
    const value = this.#values[name]
    if (typeof value !== 'string' || value === '') throw invalidParameter(`参数 ${name} 必填`)
    if (value.length > maxLength) throw invalidParameter(`参数 ${name} 超过 ${maxLength} 个字符`)
    return value
  }

  optionalText(name: string, maxLength: number): string | null {
    const value = this.#values[name]
    return value === undefined || value === null || value === '' ? null : this.text(name, maxLength)
  }

  /** Yuan text with at most two decimals, above zero and up to a hundred million; answers fen. */
  fen(name: string): number {
    const text = this.text(name, 16)
    try {
      const amount = parseYuan(text)
      if (amount >= 1 && amount <= MOST_FEN) return amount
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error
    }
    throw invalidParameter(`参数 ${name} 应为 0.01 至 100000000 元、最多两位小数，收到 ${text}`)
  }
}

const MOST_FEN = 10_000_000_000

/** Up to 64 characters [R] */
export const OUT_TRADE_NO = /^[0-9A-Za-z_-]{1,64}$/
