import { type Command, InvalidArgumentError } from 'commander'

/** `value budget` computes a budget's year, `value settle` books a period of it. docs/value/budget.md describes rules and results. */
export function addBudget(value: Command): void {
  value
    .command('budget')
    .description('global budget: growth, prepayment, true-up, clearing, distribution; computes and books nothing')
    .requiredOption('--rules <FILE>', 'the rules of the year (JSON)')
    .requiredOption(
      '--results <FILE>',
      'institution,method,rule,version,from,to,total,fund in yuan (CSV); - reads stdin',
    )
    .option('--facts <FILE>', 'scores, penalties, adjustments, indicators, doctors (JSON)')
    .option('--month <1-12>', "only this month's prepayments", upTo(12))
    .option('--quarter <1-4>', "only this quarter's true-ups", upTo(4))
    .option('--year', 'the whole year; so when nothing else is said')
    .option('--statements <DIR>', 'also write the statement of every institution there')
    .option('--json', 'one JSON object with the reason for every amount')
    .action(async (options) => (await import('./run-budget.ts')).runBudget(options))
  value
    .command('settle')
    .description('book a period of a budget with all it needs, once however often it is run; or take it back')
    .requiredOption(
      '--period <2026|2026-Q1|2026-03>',
      'year, quarter or month; earlier ones that are missing come along',
    )
    .requiredOption('--rules <FILE>', 'the rules of the year (JSON)')
    .option('--results <FILE>', 'as of `value budget`; not needed with --reverse')
    .option('--facts <FILE>', 'as of `value budget`')
    .option('--reverse', 'take the period back, with what was settled on the way to it')
    .option(
      '--region <ID>',
      'region whose books these are; institutions that are missing are made there',
      regionId,
      '330100',
    )
    .option('--json', 'one JSON object')
    .action(async (options) => (await import('./run-settle.ts')).runSettle(options))
}

const upTo =
  (most: number) =>
  (text: string): number => {
    if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > most)
      throw new InvalidArgumentError(`"${text}" is not a number from 1 to ${most}.`)
    return Number(text)
  }

function regionId(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a region of six digits.`)
  return text
}
