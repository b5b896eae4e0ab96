import type { Command } from 'commander'

/** `medsettle value estimate`: docs/value/estimate.md. */
export function addEstimate(value: Command): void {
  value
    .command('estimate')
    .description(
      'weights, coefficients and rate re-estimated from cases with cost; a new tariff and what it does to whom',
    )
    .argument('[FILE]', 'cases: id,group,cost and what the tariff asks for; standard input when left out')
    .option('--tariff <FILE>', 'the tariff of today (JSON)')
    .option('--method <FILE>', 'trimming, borrowing, confidence, rate, rounding as JSON; the default when left out')
    .option('--show-method', 'write the default method as JSON and estimate nothing')
    .option('--out <DIR>', 'tariff.json, groups.csv, coefficients.csv, hospitals.csv, report.json')
    .option('--json', 'the whole report with the new tariff as one JSON document')
    .action(async (file, options) => (await import('./estimate-tariff.ts')).estimate(file ?? null, options))
}
