import type { Command } from 'commander'

/** `medsettle value per-diem`: docs/value/per-diem.md. */
export function addPerDiem(value: Command): void {
  value
    .command('per-diem')
    .description('stays by the day (按床日) and care by the unit: rates by phase and level, leave, limits and caps')
    .argument(
      '[FILE]',
      'CSV: id,institution,person,package,from,to,leave,quantity,cost and the dimensions of the rules',
    )
    .requiredOption('--rules <FILE>', 'the packages (JSON)')
    .option('--services <FILE>', 'CSV: stay,service,date,yuan – what was done during the stays')
    .option('--json', 'one JSON line for each stay or unit, with how every amount came about')
    .option(
      '--totals',
      'a line for each institution instead of each stay: results for `value combine` and `value budget`',
    )
    .action(async (file, options) => (await import('./settle-per-diem.ts')).runPerDiem(file ?? null, options))
}
