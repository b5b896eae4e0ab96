/**
 * A "no" of Alipay: `code` is the gateway's class of answer, `subCode` the business reason (alipay.md §1.2 [R]).
 * 40002 = wrong parameters, 40004 = business failed, 20000 = service unavailable, 10003 = in progress.
 */
export class AlipayRefusal extends Error {
  override name = 'AlipayRefusal'
  readonly code: string
  readonly subCode: string
  constructor(code: string, subCode: string, subMessage: string) {
    super(subMessage)
    this.code = code
    this.subCode = subCode
  }
}

const CODE_TEXT: Readonly<Record<string, string>> = {
  '10000': 'Success',
  '10003': 'order success pay inprocess',
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40006': 'Insufficient Permissions',
}

export const codeText = (code: string): string => CODE_TEXT[code] ?? 'Business Failed'

export const invalidParameter = (message: string): AlipayRefusal =>
  new AlipayRefusal('40002', 'isv.invalid-parameter', message)
export const businessFailed = (subCode: string, message: string): AlipayRefusal =>
  new AlipayRefusal('40004', subCode, message)

/** What the fault `decline` asks for: a gateway code of five digits, or a business reason. */
export function declinedBy(code: string): AlipayRefusal {
  return /^\d{5}$/.test(code)
    ? new AlipayRefusal(code, 'isp.unknow-error', '系统繁忙')
    : businessFailed(code, '业务被拒绝')
}
