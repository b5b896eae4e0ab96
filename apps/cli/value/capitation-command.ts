import type { Command } from 'commander'

/** `medsettle value capitation`: docs/value/capitation.md. */
export function addCapitation(value: Command): void {
  value
    .command('capitation')
    .description('a year of capitation (按人头付费): members and their risk to what each institution is paid')
    .requiredOption('--rules <FILE>', 'the rules (JSON)')
    .requiredOption('--members <FILE>', 'CSV: person,institution,cohort,sex,birth,from,to,death')
    .option('--diagnoses <FILE>', 'CSV: person,code,date')
    .option('--outflows <FILE>', 'CSV: id,person,provider,date,fundYuan – care of members elsewhere')
    .option('--quality <FILE>', 'CSV: institution,score')
    .option('--json', 'one JSON line for each institution, with how every amount came about')
    .option('--trace', 'one JSON line for each membership, with its days and its risk')
    .option('--results', 'a line for each institution: results for `value combine` and `value budget`')
    .action(async (options) => (await import('./settle-capitation.ts')).runCapitation(options))
}
