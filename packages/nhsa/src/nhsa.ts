export { type ArchivedFile, isZip, unzipFiles, zipFiles } from './archive.ts'
export { checkChargeRows } from './check-charge-rows.ts'
export { checkSettlement, type SettlementCheckOptions } from './check-settlement.ts'
export { checkSettlementList } from './check-settlement-list.ts'
export { compactTime, instantOf, wireTime } from './china-time.ts'
export { CODE_VALUES, type CodeValue } from './code-values.ts'
export {
  type DetailFileProfile,
  type DetailReading,
  type DetailResult,
  type DetailRow,
  readDetailResult,
  type UnreadableLine,
  writeDetailFile,
} from './detail-file.ts'
export type { Finding } from './finding.ts'
export { type GatewayCredentials, gatewayHeaders, gatewaySignature } from './gateway-headers.ts'
export { companionMessageId, messageId, timeOfMessageId } from './message-id.ts'
export {
  contentKey,
  createMobileEnvelope,
  type MobileCredentials,
  type MobileEnvelope,
  type MobileReply,
  signText,
} from './mobile-envelope.ts'
export { NhsaError, type NhsaErrorCode } from './nhsa-error.ts'
export { type OrderState, orderState } from './order-state.ts'
export { readSettlementReply, type SettlementReading } from './read-settlement-reply.ts'
export { createInputSigner, type InputSigner, type Message, type Sender, writeRequest } from './request.ts'
export { type Response, readResponse } from './response.ts'
export { readSettlementAmounts, type SettlementAmountName, type SettlementAmounts } from './settlement-amounts.ts'
export { TRANSACTIONS, type Transaction, type TransactionGroup } from './transactions.ts'
export { fenOfText, readAmount, type SourcedAmount } from './wire-amount.ts'
export {
  isWireObject,
  parseWire,
  rowsOf,
  sortedWire,
  stringifyWire,
  textOf,
  type WireNumber,
  type WireObject,
  type WireValue,
  wireNumber,
} from './wire-json.ts'
export { detectWireText, findMojibake, type Mojibake, type WireEncoding } from './wire-text.ts'
