import { type Command, InvalidArgumentError } from 'commander'

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
    .option('--threads <N>', 'how many processors to use', threadCount, 1)
    .action(async (file, options) => (await import('./group-cases.ts')).groupCases(file ?? null, options))
  const scheme = drg.command('scheme').description('schemes as data')
  scheme
    .command('import')
    .description('published tables (XLSX, CSV files, or a folder of either or of JSON tables) to neutral JSON tables')
    .argument('<FILE|DIR...>', 'one workbook, one folder, or one CSV file per table')
    .requiredOption('--out <DIR>', 'where the tables are written')
    .option('--scheme-version <TEXT>', 'version of the scheme, which cases name; the name of the folder when left out')
    .option('--source <TEXT>', 'the document the tables come from', '')
    .action(async (paths, options) => (await import('./import-scheme.ts')).importScheme(paths, options))
  scheme
    .command('check')
    .description('contradictions, groups no case reaches, codes nobody knows; exit 1 when one of them is an error')
    .argument('<DIR>', 'neutral tables')
    .option('--json', 'one JSON object per finding')
    .action(async (folder, options) => (await import('./check-scheme.ts')).checkSchemeFolder(folder, options))
  scheme
    .command('compile')
    .description('tables to one file that loads at once')
    .argument('<DIR>', 'neutral tables')
    .requiredOption('--out <FILE>', 'the compiled scheme')
    .action(async (folder, options) => (await import('./compile-scheme.ts')).compileSchemeFolder(folder, options.out))
  return drg
}

const collect = (path: string, before: readonly string[] | undefined): string[] => [...(before ?? []), path]

function threadCount(text: string): number {
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a number from 1 to 64.`)
  return Number(text)
}
