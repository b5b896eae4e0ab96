import { ApiError } from './api-error.ts'

/**
 * Reads a request body. A number that is not written as a whole number becomes NaN, so that `1.0`, `1e2` and
 * `0.99999999999999999999` never pass as an amount: amounts are integer fen (wechat-pay.md §4 [R]).
 * @throws ApiError PARAM_ERROR
 */
export function readBody(text: string): Fields {
  let body: unknown
  try {
    body = JSON.parse(text, wholeNumbersOnly)
  } catch {
    throw new ApiError('PARAM_ERROR', '请求体不是有效的 JSON')
  }
  return new Fields(body, '')
}

function wholeNumbersOnly(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !/^-?\d+$/.test(context?.source ?? '') ? Number.NaN : value
}

/** Fields of a JSON object, read one at a time; each refusal names the field. */
export class Fields {
  readonly #values: Record<string, unknown>
  readonly #at: string
  constructor(value: unknown, at: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ApiError('PARAM_ERROR', `${at === '' ? '请求体' : at} 必须是对象`, at)
    this.#values = value as Record<string, unknown>
    this.#at = at
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null
  }

  within(name: string): Fields {
    return new Fields(this.#values[name], this.#place(name))
  }

  /** `maxLength` counts characters. */
  text(name: string, maxLength: number): string {
    const value = this.#values[name]
    if (typeof value !== 'string' || value === '')
      throw new ApiError('PARAM_ERROR', `${this.#place(name)} 必填`, this.#place(name))
    if (value.length > maxLength)
      throw new ApiError('PARAM_ERROR', `${this.#place(name)} 超过 ${maxLength} 个字符`, this.#place(name))
    return value
  }

  optionalText(name: string, maxLength: number): string | null {
    return this.has(name) && this.#values[name] !== '' ? this.text(name, maxLength) : null
  }

  /** a positive whole number of fen */
  fen(name: string): number {
    const value = this.#values[name]
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      throw new ApiError('PARAM_ERROR', `${this.#place(name)} 必须是大于 0 的整数（分）`, this.#place(name))
    return value as number
  }

  matching(name: string, pattern: RegExp, maxLength: number): string {
    const value = this.text(name, maxLength)
    if (!pattern.test(value)) throw new ApiError('PARAM_ERROR', `${this.#place(name)} 格式有误`, this.#place(name))
    return value
  }

  #place(name: string): string {
    return this.#at === '' ? name : `${this.#at}.${name}`
  }
}

/** 6–32 characters, wechat-pay.md §4 [R] */
export const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/
/** 1–64 characters [R] */
export const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/
export const HTTP_URL = /^https?:\/\/[^\s?]+$/
