import type { Command } from 'commander'
import { addBudget } from './budget-command.ts'
import { addBundle } from './bundle-command.ts'
import { addCapitation } from './capitation-command.ts'
import { addCombine } from './combine-command.ts'
import { addEstimate } from './estimate-command.ts'
import { addIndicators } from './indicators-command.ts'
import { addPerDiem } from './per-diem-command.ts'
import { addPerformance } from './performance-command.ts'
import { addReview } from './review-command.ts'
import { addSimulate } from './simulate-command.ts'
import { addTotal } from './total-command.ts'
import { addWhatIf } from './what-if-command.ts'

/** `medsettle value …`: what a grouped case is paid. docs/value/tariffs.md says what a tariff is. */
export function valueCommand(program: Command): Command {
  const value = program.command('value').description('prices of grouped cases, and the tariffs they follow')
  value
    .command('price')
    .description('grouped cases in (CSV with a header), their prices out; a case without a price stands on stderr')
    .argument(
      '[FILE]',
      'cases: id,group and what the tariff asks for, or id,group without a header as `drg group` writes them',
    )
    .option('--cases <FILE>', 'CSV with an id: level, insurance type, cost … of the cases, where FILE does not say')
    .requiredOption('--tariff <FILE>', 'a tariff (JSON) or a published table (CSV); repeat it for several', collect)
    .option('--json', 'JSON lines with every factor and rounding')
    .action(async (file, options) => (await import('./price-groups.ts')).priceGroups(file ?? null, options))
  value
    .command('check')
    .description('overlaps, gaps, unknown dimensions, missing validity; exit 1 when one of them is an error')
    .requiredOption('--tariff <FILE>', 'a tariff (JSON) or a published table (CSV); repeat it for several', collect)
    .option('--json', 'one JSON object per finding')
    .action(async (options) => (await import('./check-tariffs.ts')).checkTariffs(options))
  value
    .command('import')
    .description('published table (CSV) to tariffs: finds by what each factor goes and how the figures were rounded')
    .argument('<FILE>', 'city,year,drg,rw,rate,coefficient,level_or_scheme,same_price_group,published_standard')
    .option('--out <DIR>', 'one file for each city and year; without it a table of one tariff goes to standard output')
    .action(async (file, options) => (await import('./import-table.ts')).importTable(file, options))
  addCapitation(value)
  addPerDiem(value)
  addReview(value)
  addTotal(value)
  addBundle(value)
  addPerformance(value)
  addCombine(value)
  addBudget(value)
  addSimulate(value)
  addEstimate(value)
  addWhatIf(value)
  addIndicators(value)
  return value
}

const collect = (path: string, before: readonly string[] | undefined): string[] => [...(before ?? []), path]
