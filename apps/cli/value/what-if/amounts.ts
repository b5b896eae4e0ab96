import { divideRounded, type Fen, showYuan } from '@medsettle/money'

/** 万元 with two decimals, rounded half up: `1,067.42`. For people only. */
export function inTenThousands(amount: Fen): string {
  const hundredths = divideRounded(BigInt(amount), 10_000n, 'halfUp')
  return showYuan(Number(hundredths) as Fen).replace('-', '−')
}

export const signedTenThousands = (amount: Fen): string => `${amount > 0 ? '+' : ''}${inTenThousands(amount)}`

/** Yuan with thousands separators and a sign: `+1,234.50`. */
export const signedYuan = (amount: Fen): string => `${amount > 0 ? '+' : ''}${showYuan(amount).replace('-', '−')}`

/** The height of a bar: 万元 as a number. */
export const height = (amount: Fen): number => amount / 1_000_000
