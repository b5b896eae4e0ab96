import { type Command, Option } from 'commander'
import { collect, columnList } from './option-values.ts'

/** `medsettle value what-if`: docs/value/what-if.md. */
export function addWhatIf(value: Command): void {
  value
    .command('what-if')
    .description('two policies on the same cases, side by side: winners, losers, the budget, assumed behaviour')
    .argument('[FILE]', 'cases: id,group and what the tariffs ask for; standard input when left out')
    .requiredOption(
      '--before <FILE>',
      'the policy of today: a tariff (JSON) or published table (CSV); repeatable',
      collect,
    )
    .requiredOption('--after <FILE>', 'the policy in question; repeatable', collect)
    .option('--behaviour <FILE>', 'how hospitals are taken to answer (JSON): stay, upcoding, splitting')
    .option('--by <LIST>', 'columns to compare by', columnList, ['hospital', 'department', 'group', 'insuranceType'])
    .option('--neutral', 'scale what the second policy pays to the budget of the first, to the fen')
    .addOption(new Option('--language <zh|en>', 'of tables, charts and report').choices(['zh', 'en']).default('zh'))
    .option('--out <DIR>', 'by-*.csv, budget.csv, distribution.csv, changed-cases.csv, *.svg, report.html, report.json')
    .option('--json', 'the whole result as one JSON document, amounts in fen')
    .action(async (file, options) => (await import('./what-if/run-what-if.ts')).whatIf(file ?? null, options))
}
