import { type Command, Option } from 'commander'

/** `medsettle value total`: docs/value/README.md. */
export function addTotal(value: Command): void {
  value
    .command('total')
    .description(
      'priced and reviewed cases to results by institution and month, for `value combine` and `value budget`',
    )
    .argument(
      '[FILE]',
      'CSV: id,institution,date,personYuan – the cases that were priced; standard input when left out',
    )
    .requiredOption('--prices <FILE>', 'what `value price --json` wrote of them (.jsonl)')
    .option('--reviews <FILE>', 'what `value review` wrote (CSV): its amounts stand in place of the prices')
    .addOption(new Option('--method <NAME>', 'which method priced them').choices(['drg', 'dip']).default('drg'))
    .action(async (file, options) => (await import('./total-prices.ts')).totalPrices(file ?? null, options))
}
