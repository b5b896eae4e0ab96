import type { Command } from 'commander'

/** `medsettle value bundle`: docs/value/bundles.md says what bundle rules are. */
export function addBundle(value: Command): void {
  value
    .command('bundle')
    .description(
      'services in, episodes with their target prices out: reconciliation, shares, what each institution gets',
    )
    .requiredOption('--rules <FILE>', 'bundle rules (JSON)')
    .requiredOption(
      '--services <FILE>',
      'CSV: id,person,institution,date,cost and what the rules look at; - is standard input',
    )
    .option('--persons <FILE>', 'CSV: person,date,reason of those who died, moved away …')
    .option('--baseline <FILE>', 'services of earlier years (CSV), for targets from historical means')
    .option('--results', 'only the results, as `value combine` reads them')
    .option('--json', 'JSON lines instead of tables')
    .action(async (options) => (await import('./settle-bundle-files.ts')).settleBundleFiles(options))
}
