import { createProgress } from './progress.ts'

/** `simulate --seed N --seeds K --days D`: exit 1 when the auditor finds a broken invariant. */
export async function runSimulate(options: {
  readonly seed: number
  readonly seeds: number
  readonly days: number
}): Promise<void> {
  const { simulateMany } = await import('../../sim/run.ts')
  const progress = createProgress('模拟', options.seeds)
  const outcome = await simulateMany({
    from: options.seed,
    to: options.seed + options.seeds - 1,
    days: options.days,
    onSeed: (done: number) => progress.at(done),
  })
  progress.done()
  process.stdout.write(outcome.text)
  if (outcome.violations.length > 0) process.exitCode = 1
}
