/** One tool that must be content. */
export interface Gate {
  readonly name: string
  /** program below node_modules/.bin, and its arguments */
  readonly command: readonly [string, ...string[]]
}

export interface GateResult {
  readonly gate: Gate
  readonly passed: boolean
  readonly ms: number
  /** what the tool printed, both streams in the order they came */
  readonly output: string
}

/**
 * Runs gates side by side, as many at a time as there are slots, in the order given; a failure stops no other gate.
 * @param run starts one gate; must not throw
 * @param report hears each result as soon as it is there
 */
export async function runGates(
  gates: readonly Gate[],
  slots: number,
  run: (gate: Gate) => Promise<GateResult>,
  report: (result: GateResult) => void,
): Promise<GateResult[]> {
  const waiting = [...gates]
  const results: GateResult[] = []
  const lanes = Array.from({ length: slots }, async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      const result = await run(gate)
      results.push(result)
      report(result)
    }
  })
  await Promise.all(lanes)
  return results
}
