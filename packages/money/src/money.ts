export { allocate } from './allocate.ts'
export {
  type Allocation,
  type AllocationPart,
  type AllocationPlan,
  allocateByPlan,
  type RemainderRule,
  type Share,
} from './allocation.ts'
export {
  addDecimals,
  type Decimal,
  decimalToFen,
  divideRounded,
  equalDecimals,
  formatYuan,
  mulRatio,
  multiplyDecimals,
  parseDecimal,
  parseYuan,
  type Rounding,
  showDecimal,
  showYuan,
} from './decimal.ts'
export {
  add,
  type Fen,
  fen,
  fenFromBigInt,
  larger,
  MoneyError,
  type MoneyErrorCode,
  negate,
  smaller,
  subtract,
  sum,
  ZERO,
} from './fen.ts'
