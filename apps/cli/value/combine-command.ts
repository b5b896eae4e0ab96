import type { Command } from 'commander'

/** `medsettle value combine`: docs/value/combination.md says what combination rules are. */
export function addCombine(value: Command): void {
  value
    .command('combine')
    .description('results of several methods in, what each institution is paid out: one budget, transitions, corridors')
    .argument(
      '[FILE]',
      'results (CSV): method,rule,institution,from,to,totalYuan,fundYuan; standard input when left out',
    )
    .requiredOption('--rules <FILE>', 'combination rules (JSON)')
    .option('--care <FILE>', 'records of care (CSV: id,cost and what the rules look at): which part each belongs to')
    .option('--prior <FILE>', "last year's records of care, whose cost divides the budget")
    .option('--results', 'only the results')
    .option('--json', 'JSON lines instead of tables')
    .action(async (file, options) => (await import('./combine-files.ts')).combineFiles(file ?? null, options))
}
