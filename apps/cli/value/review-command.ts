import { type Command, InvalidArgumentError } from 'commander'
import { isChinaDate } from '../../../domain/identity/china-date.ts'

/** `medsettle value review`: docs/value/review.md. */
export function addReview(value: Command): void {
  value
    .command('review')
    .description(
      'special-case review (特例单议): candidates, quotas, who gets in and why not, and how each review stands',
    )
    .argument(
      '[FILE]',
      'cases: id,group,institution,date,cost and what the rules ask for; standard input when left out',
    )
    .requiredOption('--rules <FILE>', 'the rules of the review (JSON)')
    .option('--prices <FILE>', 'output of `value price` (CSV, or JSON lines), joined by id')
    .option(
      '--events <FILE>',
      'what was said since (CSV): institution,id,event,on,votesFor,votesAgainst,payment,weight,why',
    )
    .option('--on <YYYY-MM-DD>', 'lets deadlines pass up to this China date', day)
    .option('--json', 'one JSON line for each institution, period and quota')
    .action(async (file, options) => (await import('./review-cases.ts')).reviewCases(file ?? null, options))
}

function day(text: string): string {
  if (!isChinaDate(text)) throw new InvalidArgumentError(`"${text}" is not a date like 2026-03-02.`)
  return text
}
