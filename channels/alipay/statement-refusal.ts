import { RefusalError } from '../../domain/identity/refusal.ts'

/** Every way an Alipay statement can be refused as a whole. */
export type StatementCode =
  | 'STATEMENT_NOT_READY'
  | 'STATEMENT_UNAVAILABLE'
  | 'STATEMENT_UNKNOWN_KIND'
  | 'STATEMENT_EMPTY'
  | 'STATEMENT_TOO_LARGE'
  | 'STATEMENT_ZIP_BOMB'
  | 'STATEMENT_ZIP_DAMAGED'
  | 'STATEMENT_WRONG_ENCODING'
  | 'STATEMENT_UNKNOWN_LAYOUT'
  | 'STATEMENT_TRUNCATED'
  | 'STATEMENT_WRONG_DAY'
  | 'STATEMENT_TOTALS_MISMATCH'

/** Reading moves nothing, and the same file may be fetched and read again. @param place `line 17, column 服务费（元）` */
export function refuseStatement(code: StatementCode, sentence: string, place: string): RefusalError {
  const message = `Alipay statement refused: ${sentence}`
  return new RefusalError({ code, stage: 'statement', moneyMoved: 'none', retrySameKey: true, message, place })
}
