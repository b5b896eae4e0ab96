import { formatYuan } from '@medsettle/money'
import { type BundleRules, inspectBundleRules } from '../../../domain/value/bundle/bundle-rules.ts'
import type { JudgedEpisode } from '../../../domain/value/bundle/reconcile-episodes.ts'
import { type BundleSettlement, settleBundles } from '../../../domain/value/bundle/settle-bundles.ts'
import { dateOf } from '../../../domain/value/rules/days.ts'
import { columnsOf } from '../../../domain/value/rules/row-condition.ts'
import { NO_ROWS, rowsFrom, rulesFrom, tellMissingColumns, tellRefused } from './rule-files.ts'
import { type Answer, resultsTable, rulesTable, type Table, writeAnswer } from './write-tables.ts'

export interface BundleOptions extends Answer {
  readonly rules: string
  readonly services: string
  readonly persons?: string
  readonly baseline?: string
}

/** `value bundle`: exit 1 when the rules have problems or no service could be taken. */
export async function settleBundleFiles(options: BundleOptions): Promise<void> {
  const rules = await rulesFrom(options.rules, inspectBundleRules)
  if (rules === null) return
  const services = await rowsFrom(options.services === '-' ? null : options.services)
  const persons = options.persons === undefined ? NO_ROWS : await rowsFrom(options.persons)
  const baseline = options.baseline === undefined ? NO_ROWS : await rowsFrom(options.baseline)
  const settled = settleBundles(rules, { services: services.rows, persons: persons.rows, baseline: baseline.rows })
  writeAnswer([rulesTable(rules), ...tablesOf(settled), resultsTable(settled.results)], options)
  tellMissingColumns('services', services, columnsOfRules(rules))
  tellRefused('services', services, settled.refused.services)
  if (options.persons !== undefined) tellRefused('persons', persons, settled.refused.persons, false)
  if (options.baseline !== undefined) tellRefused('baseline', baseline, settled.refused.baseline, false)
}

const columnsOfRules = ({ bundles }: BundleRules): Set<string> =>
  columnsOf(
    bundles.flatMap(({ trigger, include, exclude, categories }) => [
      trigger,
      ...[...include, ...exclude, ...categories].map(({ when }) => when),
    ]),
  )

const tablesOf = ({ episodes, weaker, assigned, conveners }: BundleSettlement): Table[] => [
  {
    name: 'episodes',
    header: EPISODE_HEADER,
    rows: [
      ...episodes.map(episodeRow),
      ...weaker.map(({ episode, reason }) => [...headOf(episode), 'no episode', '', '', '', '', '', '', reason]),
    ],
  },
  {
    name: 'services',
    header: ['service', 'person', 'institution', 'date', 'costYuan', 'outcome', 'episode', 'rule'],
    rows: assigned.map(({ service, outcome, episode, rule }) => [
      service.id,
      service.person,
      service.institution,
      dateOf(service.from),
      formatYuan(service.cost),
      outcome,
      episode?.id ?? '',
      rule,
    ]),
  },
  {
    name: 'conveners',
    header: ['convener', 'episodes', 'targetYuan', 'keptYuan', 'amountYuan', 'why'],
    rows: conveners.map((one) => [
      one.convener,
      String(one.episodes),
      formatYuan(one.target),
      formatYuan(one.difference),
      formatYuan(one.amount),
      one.steps.join('; '),
    ]),
  },
  {
    name: 'shares',
    header: ['convener', 'institution', 'amountYuan'],
    rows: conveners.flatMap(({ convener, shares }) =>
      shares.map(({ institution, amount }) => [convener, institution, formatYuan(amount)]),
    ),
  },
]

const EPISODE_HEADER = [
  ...['episode', 'bundle', 'person', 'institution', 'from', 'to', 'outcome', 'category'],
  ...['services', 'costYuan', 'countedYuan', 'targetYuan', 'keptYuan', 'why'],
]

const headOf = ({
  id,
  bundle,
  trigger,
  from,
  to,
}: JudgedEpisode['episode'] | BundleSettlement['weaker'][number]['episode']): string[] => [
  id,
  bundle.id,
  trigger.person,
  trigger.institution,
  dateOf(from),
  dateOf(to),
]

function episodeRow(one: JudgedEpisode): string[] {
  const { services, cost } = one.episode
  const head = [...headOf(one.episode), one.outcome]
  const counts = [String(services.length), formatYuan(cost)]
  if (one.outcome !== 'reconciled') return [...head, '', ...counts, '', '', '', one.reason]
  const amounts = [one.counted, one.target, one.kept].map(formatYuan)
  return [...head, one.category, ...counts, ...amounts, one.steps.join('; ')]
}
