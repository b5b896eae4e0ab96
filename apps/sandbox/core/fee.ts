import { type Fen, fen, mulRatio, subtract } from '@medsettle/money'

/** The wallet's fee on a charge, rounded half up to fen. */
export const chargeFee = (total: number, rate: string): Fen => mulRatio(fen(total), rate)

/**
 * The fee given back with the n-th refund. Rounded on the running total, so that after a full refund exactly the whole
 * fee has come back, however many parts the refund had.
 */
export function returnedFee(refundedBefore: number, refund: number, rate: string): Fen {
  return subtract(mulRatio(fen(refundedBefore + refund), rate), mulRatio(fen(refundedBefore), rate))
}
