import type { Command } from 'commander'

/** `medsettle value performance`: docs/value/performance.md says what measures and performance rules are. */
export function addPerformance(value: Command): void {
  value
    .command('performance')
    .description('cases in, rates, points, scores and payment factors out; payments when base payments are given')
    .requiredOption('--rules <FILE>', 'performance rules (JSON)')
    .requiredOption(
      '--cases <FILE>',
      'CSV: id,person,institution,admission,discharge and what measures look at; - is standard input',
    )
    .option('--baseline <FILE>', 'cases of an earlier period (CSV), for improvement and percentiles of peers')
    .option('--surveys <FILE>', 'CSV: case,instrument,phase,score')
    .option('--payments <FILE>', 'base payments (CSV): institution,amount')
    .option('--measure <FILE>', 'a measure of your own (JSON); repeat it for several', collect)
    .option('--each', 'also what every case says of every measure')
    .option('--results', 'only the results, as `value combine` reads them')
    .option('--json', 'JSON lines instead of tables')
    .action(async (options) => (await import('./settle-performance-files.ts')).settlePerformanceFiles(options))
  value
    .command('measures')
    .description('the measures that come with this program: id, which way is better, title')
    .action(async () => (await import('./read-measures.ts')).listMeasures())
}

const collect = (path: string, before: readonly string[] | undefined): string[] => [...(before ?? []), path]
