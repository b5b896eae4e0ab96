import { add, type Fen, ZERO } from '@medsettle/money'
import { barChart, histogram, waterfall } from '@medsettle/svg-charts'
import { percentText } from '../../../../domain/value/what-if/percent.ts'
import type { SideBySide, SideLine } from '../../../../domain/value/what-if/side-by-side.ts'
import { height, inTenThousands, signedTenThousands } from './amounts.ts'
import type { WhatIfResult } from './result.ts'
import type { Words } from './words.ts'

/** Bars that a page can hold: so many gains and so many losses, the largest. */
const MOST = 14

/** Every chart by the name of its file. */
export function drawCharts(result: WhatIfResult, words: Words): Map<string, string> {
  const charts = new Map([['waterfall', budgetChart(result, words)]])
  if (result.side.distribution.before.some((count) => count > 0))
    charts.set('distribution', distributionChart(result, words))
  for (const [dimension, lines] of result.side.tables)
    charts.set(`by-${dimension}`, changeChart(dimension, lines, result, words))
  return charts
}

/** `demo 2026 → demo 2027 · 600 cases` */
function subtitle({ before, after, side }: WhatIfResult, words: Words): string {
  const name = (tariffs: WhatIfResult['before']): string =>
    tariffs.map(({ id, version }) => `${id} ${version}`).join(' + ')
  return `${name(before)} → ${name(after)} · ${words.cases} ${side.total.cases}`
}

function changeChart(dimension: string, lines: readonly SideLine[], result: WhatIfResult, words: Words): string {
  const hidden = Math.max(0, lines.length - 2 * MOST)
  const shown = hidden === 0 ? lines : [...lines.slice(0, MOST), ...lines.slice(-MOST)]
  return barChart({
    title: words.by(words.dimension(dimension)),
    subtitle: `${subtitle(result, words)}${hidden === 0 ? '' : ` · ${words.more(hidden)}`}`,
    gain: words.gain,
    loss: words.loss,
    unit: `${words.change} (${words.unit})`,
    rows: shown.map((line) => ({
      label: line.name === '' ? words.notGiven : line.name,
      value: height(line.change),
      text: barText(line),
    })),
  })
}

function barText({ change, before }: SideLine): string {
  const percent = percentText(change, before).replace('-', '−')
  return percent === '' ? signedTenThousands(change) : `${signedTenThousands(change)} (${percent}%)`
}

function budgetChart(result: WhatIfResult, words: Words): string {
  const { total, effects } = result.side
  const steps = budgetSteps(result)
  let at = total.before
  const columns = steps.map((cause) => {
    const from = at
    at = add(at, effects[cause])
    const text = signedTenThousands(effects[cause])
    return { label: words.causes[cause], text, from: height(from), to: height(at), isTotal: false }
  })
  const whole = (label: string, amount: Fen) => ({
    label,
    text: inTenThousands(amount),
    from: height(ZERO),
    to: height(amount),
    isTotal: true,
  })
  return waterfall({
    title: words.budget,
    subtitle: subtitle(result, words),
    gain: words.gain,
    loss: words.loss,
    unit: words.unit,
    cutAxis: words.cutAxis,
    steps: [whole(words.before, total.before), ...columns, whole(words.after, total.after)],
  })
}

/** The causes that were asked about, in the order they work. */
export function budgetSteps({ behaviour, neutral }: WhatIfResult): (keyof SideBySide['effects'])[] {
  const assumed = (['stay', 'upcoding', 'splitting'] as const).filter(
    (kind) => behaviour !== null && behaviour[kind] !== null,
  )
  return ['price', ...assumed, ...(neutral ? (['rescaling'] as const) : [])]
}

function distributionChart(result: WhatIfResult, words: Words): string {
  const { edges, before, after } = result.side.distribution
  return histogram({
    title: words.distribution,
    subtitle: subtitle(result, words),
    edges: edges.map((edge, index) => (index % 2 === 0 ? `${edge}%${index === edges.length - 1 ? '+' : ''}` : '')),
    first: before,
    second: after,
    firstName: words.before,
    secondName: words.after,
    xUnit: words.paidShare,
    yUnit: words.casesUnit,
  })
}
