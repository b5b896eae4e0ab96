import type { Command } from 'commander'

/** `medsettle dip …`: 按病种分值付费 from cases to hospitals' statements. docs/value/dip.md says what the documents hold. */
export function dipCommand(program: Command): Command {
  const dip = program
    .command('dip')
    .description('payment by diseases and points (DIP): build a catalogue, score cases, clear a year')
  dip
    .command('build')
    .description('cases of several years in (CSV with a header), the catalogue of diseases out (JSON)')
    .argument(
      '[FILE]',
      'cases: diagnoses,procedures,year,cost,level and what the grouper reads; standard input when left out',
    )
    .requiredOption('--rules <FILE>', 'key, threshold, trimming, weights, selection, auxiliary catalogues (JSON)')
    .action(async (file, options) => (await import('./build-catalogue.ts')).buildCatalogue(file ?? null, options))
  dip
    .command('score')
    .description('cases in, `id,group,score,reason` out; a case without a score stands on stderr with its reason')
    .argument(
      '[FILE]',
      'cases: id,diagnoses,procedures,cost,level and what the grouper reads; standard input when left out',
    )
    .requiredOption('--catalogue <FILE>', 'what `dip build` wrote')
    .option('--coefficients <FILE>', 'coefficients of the institutions (JSON); without it every coefficient is 1')
    .option('--trace', 'JSON lines: every candidate, factor and rounding')
    .option('--keep <COLUMNS>', 'columns of the input to append, as hospital,cost for `dip clear`', columnList)
    .action(async (file, options) => (await import('./score-cases.ts')).scoreCases(file ?? null, options))
  dip
    .command('clear')
    .description("scored cases in (id,hospital,score,cost), every hospital's year out: fund share, prepaid, clearing")
    .argument('[FILE]', 'what `dip score --keep hospital,cost` wrote; standard input when left out')
    .requiredOption('--rules <FILE>', 'fund, point value, bands, assessment, prepayments and penalties (JSON)')
    .option('--json', 'one JSON object: every line of every statement and how it came about')
    .option('--results', 'a line for each hospital: results for `value combine` and `value budget`')
    .action(async (file, options) => (await import('./clear-year.ts')).clearScores(file ?? null, options))
  return dip
}

const columnList = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
