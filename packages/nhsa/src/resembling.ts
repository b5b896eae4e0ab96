/**
 * Known names that an unknown field may be a misspelling of (trap 5): at most two letters apart, a swap counting as one.
 * Only for a hint to people; an amount is never taken from a field that merely looks right.
 */
export function resembling(unknown: string, known: readonly string[]): string | null {
  const near = known.filter((name) => Math.abs(name.length - unknown.length) <= 2 && distance(unknown, name) <= 2)
  return near.sort((a, b) => distance(unknown, a) - distance(unknown, b))[0] ?? null
}

/** Optimal string alignment distance. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
