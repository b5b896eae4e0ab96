import { type Command, InvalidArgumentError } from 'commander'

/** `medsettle value simulate`: docs/value/simulator.md. */
export function addSimulate(value: Command): void {
  value
    .command('simulate')
    .description('made-up inpatient cases as CSV: no public Chinese discharge data exists (docs/value/simulator.md)')
    .option('--seed <N>', 'the same seed gives the same cases on every machine', wholeNumber, 1)
    .option('--cases <N>', 'how many rows', wholeNumber, 1000)
    .option('--parameters <FILE>', 'JSON whose keys stand in place of those of the default parameters')
    .option('--show-parameters', 'write the parameters that would be used, as JSON, and no cases')
    .action(async (options) => (await import('./simulate-cases.ts')).simulate(options))
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number of at most nine digits belongs here')
  return Number(text)
}
