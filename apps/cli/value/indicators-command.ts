import { type Command, Option } from 'commander'
import { collect, columnList } from './option-values.ts'

/** `medsettle value indicators`: docs/value/indicators.md. */
export function addIndicators(value: Command): void {
  value
    .command('indicators')
    .description('case-mix index, cost and time efficiency, low-risk mortality, returns, tertiary share, fund safety')
    .argument(
      '[FILE]',
      'cases: id,group,cost,stayDays,died,person,admitted,date,fund,level,…; standard input when left out',
    )
    .option('--tariff <FILE>', 'the tariff whose weights count (JSON or published table); repeatable', collect)
    .option('--method <FILE>', 'risk bands, days of return, tertiary levels, limits of the fund (JSON)')
    .option('--show-method', 'write the default method as JSON and nothing else')
    .option('--fund <FILE>', 'income, spending and reserves by year (JSON), for fund safety')
    .option('--by <LIST>', 'columns to compare by', columnList, ['hospital', 'department'])
    .addOption(new Option('--language <zh|en>', 'of the tables').choices(['zh', 'en']).default('zh'))
    .option('--out <DIR>', 'by-*.csv, risk-bands.csv, fund.csv, indicators.json')
    .option('--json', 'everything as one JSON document')
    .action(async (file, options) => (await import('./indicators/run-indicators.ts')).indicators(file ?? null, options))
}
