import { type Ratio, ratioText } from '@medsettle/money/ratio'
import { compareText } from './arrange-sample.ts'

export interface WeightToRound {
  readonly group: string
  /** cases it stands for */
  readonly n: number
  readonly old: Ratio
  /** the statistic */
  readonly value: number
}

export interface RoundedWeights {
  readonly weights: ReadonlyMap<string, Ratio>
  /** Σ weight × cases, exact text; the residual is new − old */
  readonly oldSum: string
  readonly newSum: string
  readonly residual: string
}

/**
 * The one place where estimated weights become exact numbers: rounded half up to `decimals`, then single units of the last decimal
 * are moved, at most one a group and where rounding had lost most, as long as that brings Σ weight × cases nearer to the old sum.
 */
export function roundWeights(given: readonly WeightToRound[], decimals: number): RoundedWeights {
  const unit = 10 ** decimals
  const rows = given
    .map((row) => {
      const units = Math.max(1, Math.round(row.value * unit))
      return { ...row, units: BigInt(units), lost: row.value * unit - units }
    })
    .sort((a, b) => compareText(a.group, b.group))
  let finest = BigInt(unit)
  for (const { old } of rows) if (old.d > finest) finest = old.d
  const target = rows.reduce((sum, { n, old }) => sum + BigInt(n) * old.n * (finest / old.d), 0n)
  const step = finest / BigInt(unit)
  let missing = target - rows.reduce((sum, { n, units }) => sum + BigInt(n) * units * step, 0n)
  for (const row of [...rows].sort((a, b) => Math.abs(b.lost) - Math.abs(a.lost) || compareText(a.group, b.group))) {
    const sign = row.lost > 0 ? 1n : -1n
    const after = missing - sign * BigInt(row.n) * step
    if (row.n === 0 || row.lost === 0 || magnitude(after) >= magnitude(missing) || row.units + sign < 1n) continue
    row.units += sign
    missing = after
  }
  return {
    weights: new Map(rows.map(({ group, units }) => [group, { n: units, d: BigInt(unit) }])),
    oldSum: ratioText({ n: target, d: finest }),
    newSum: ratioText({ n: target - missing, d: finest }),
    residual: ratioText({ n: -missing, d: finest }),
  }
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)
