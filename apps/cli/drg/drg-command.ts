import { type Command, InvalidArgumentError, Option } from 'commander'

/** `medsettle drg …`: grouping of inpatient cases, and the schemes it is done with. */
export function drgCommand(program: Command): Command {
  const drg = program
    .command('drg')
    .description('group inpatient cases by diagnosis-related groups; import and check schemes')
  drg
    .command('group')
    .description(
      'cases in (CSV), `id,group` out; a case that cannot be grouped is 0000 and its reason stands on stderr',
    )
    .argument('[FILE]', 'cases; standard input when left out')
    .requiredOption(
      '--scheme <DIR|FILE>',
      'tables or a compiled scheme; repeat it for cases of several scheme versions, the first is for cases that name none',
      collect,
    )
    .option('--trace', 'JSON lines that say which conditions held and what counted')
    .option(
      '--threads <N>',
      'how many processors to use; each loads the scheme, so it pays from a million cases on',
      threadCount,
      1,
    )
    .addHelpText('after', GROUP_HELP)
    .action(async (file, options) => (await import('./group-cases.ts')).groupCases(file ?? null, options))
  addReview(drg)
  const scheme = drg.command('scheme').description('schemes as data')
  scheme
    .command('import')
    .description('published tables (XLSX, CSV files, or a folder of either or of JSON tables) to neutral JSON tables')
    .argument('<FILE|DIR...>', 'one workbook, one folder, or one CSV file per table')
    .requiredOption('--out <DIR>', 'where the tables are written')
    .option('--scheme-version <TEXT>', 'version of the scheme, which cases name; the name of the folder when left out')
    .option('--source <TEXT>', 'the document the tables come from', '')
    .addHelpText('after', IMPORT_HELP)
    .action(async (paths, options) => (await import('./import-scheme.ts')).importScheme(paths, options))
  scheme
    .command('check')
    .description('contradictions, groups no case reaches, codes nobody knows; exit 1 when one of them is an error')
    .argument('<DIR>', 'neutral tables')
    .option('--json', 'one JSON object per finding')
    .addHelpText('after', CHECK_HELP)
    .action(async (folder, options) => (await import('./check-scheme.ts')).checkSchemeFolder(folder, options))
  scheme
    .command('compile')
    .description('tables to one file that loads at once')
    .argument('<DIR>', 'neutral tables')
    .requiredOption('--out <FILE>', 'the compiled scheme')
    .action(async (folder, options) => (await import('./compile-scheme.ts')).compileSchemeFolder(folder, options.out))
  return drg
}

function addReview(drg: Command): void {
  drg
    .command('review')
    .description('what on or about each record would lead to another group, for coding review: JSON lines')
    .argument('[FILE]', 'cases as for `drg group`; standard input when left out')
    .requiredOption('--scheme <DIR|FILE>', 'as for `drg group`', collect)
    .addOption(
      new Option('--label <LABEL>', 'only changes of this label').choices(['documentation-gap', 'revenue-advice']),
    )
    .addHelpText('after', REVIEW_HELP)
    .action(async (file, options) => (await import('./review-cases.ts')).reviewCases(file ?? null, options))
}

const REVIEW_HELP = `
documentation-gap: the record itself shows that something is missing or contradictory.
revenue-advice: nothing on the record asks for it; acting on it without the chart is upcoding.
No code is ever named that is not on the record.

Example:
  medsettle drg review --scheme packages/grouper/demo-scheme --label documentation-gap examples/drg/cases.csv`

const GROUP_HELP = `
Columns of a case, without a heading or with one:
  id, sex (1 or 男, 2 or 女), age in years, age in days, birth weight in grams,
  department, days in hospital, discharge way, diagnoses, procedures
  [, scheme version [, hours in intensive care]]
  Codes of one column are separated by |, the principal one first. Empty is unknown.
  UTF-8 or GBK, any line ends, quotes as spreadsheets write them. Rows of nothing
  but commas and blanks are passed over. Every other row gives one line.

Examples:
  medsettle drg group --scheme packages/grouper/demo-scheme examples/drg/cases.csv
  medsettle drg group --scheme our-region-2026 < cases.csv > groups.csv
  medsettle drg group --scheme our-region-2026 --trace cases.csv > traces.jsonl
  medsettle drg group --scheme 2025.drg --scheme 2026.drg --threads 4 cases.csv

Exit: 0 when a row could be read as a case, 1 when none could, 2 bad usage.`

const IMPORT_HELP = `
Sheets: MDC, ADRG, DRG, 诊断编码, 手术编码, CC_MCC列表 (or CC列表 and MCC列表), 排除表.
packages/grouper/README.md names their columns.

Examples:
  medsettle drg scheme import tables.xlsx --out our-region-2026 --source '医保发〔2026〕1号'
  medsettle drg scheme import MDC.csv ADRG.csv DRG.csv 诊断编码.csv --out our-region-2026`

const CHECK_HELP = `
Example:
  medsettle drg scheme check packages/grouper/demo-scheme`

const collect = (path: string, before: readonly string[] | undefined): string[] => [...(before ?? []), path]

function threadCount(text: string): number {
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a number from 1 to 64.`)
  return Number(text)
}
