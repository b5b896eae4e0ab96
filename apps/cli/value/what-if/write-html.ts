import { formatYuan } from '@medsettle/money'
import { escapeXml } from '@medsettle/svg-charts'
import type { SideLine } from '../../../../domain/value/what-if/side-by-side.ts'
import type { WhatIfResult } from './result.ts'
import type { Words } from './words.ts'
import { budgetRows, sideHead, sideRow, winners } from './write-text.ts'

const LONG = 30

/** One page with everything in it: no script, no font, no picture from elsewhere. It opens from a disk and prints. */
export function whatIfHtml(result: WhatIfResult, words: Words, charts: ReadonlyMap<string, string>): string {
  const parts = [
    `<h1>${escapeXml(words.title)}</h1>`,
    htmlTable([words.policies, words.policy, words.version, words.source], policyRows(result, words), 'words'),
    ...(result.neutral ? [`<p>${escapeXml(words.neutral)}</p>`] : []),
    `<p>${words.cases} ${result.rows.compared} · ${words.notCompared} ${result.rows.refused}</p>`,
    `<h2>${escapeXml(words.sections.budget)}</h2>`,
    figure(charts.get('waterfall')),
    htmlTable(['', '¥', words.changedCases], budgetRows(result, words)),
    ...(charts.has('distribution')
      ? [`<h2>${escapeXml(words.sections.distribution)}</h2>`, figure(charts.get('distribution'))]
      : []),
    ...[...result.side.tables].flatMap(([dimension, lines]) =>
      dimensionPart(dimension, lines, { result, words, charts }),
    ),
    ...reactionPart(result, words),
    `<p class="note">${escapeXml(words.note)}</p>`,
  ]
  return page(words, parts)
}

const page = ({ language, title }: Words, parts: readonly string[]): string => `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>
body { font: 14px/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2933; max-width: 900px; margin: 32px auto; padding: 0 20px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 40px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 8px; border-bottom: 1px solid #d9dee4; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } th { color: #52606d; font-weight: 600; }
table.words th, table.words td { text-align: left; white-space: normal; }
tr.total td { font-weight: 600; border-top: 2px solid #7b8794; }
figure { margin: 12px 0; } svg { max-width: 100%; height: auto; } .scroll { overflow-x: auto; }
.note { color: #52606d; margin-top: 40px; } summary { cursor: pointer; color: #0072b2; padding: 6px 0; }
@media print { body { margin: 0; max-width: none; } figure, tr { break-inside: avoid; } }
</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`

function policyRows({ before, after, behaviour }: WhatIfResult, words: Words): string[][] {
  const row = (name: string, one: { id: string; version: string; source: string }): string[] => [
    name,
    one.id,
    one.version,
    one.source,
  ]
  return [
    ...before.map((tariff) => row(words.before, tariff)),
    ...after.map((tariff) => row(words.after, tariff)),
    ...(behaviour === null ? [] : [row(words.behaviour, behaviour)]),
  ]
}

const figure = (svg = ''): string => `<figure>${svg}</figure>`

interface Report {
  readonly result: WhatIfResult
  readonly words: Words
  readonly charts: ReadonlyMap<string, string>
}

function dimensionPart(dimension: string, lines: readonly SideLine[], { result, words, charts }: Report): string[] {
  const name = words.dimension(dimension)
  const rows = [...lines, { ...result.side.total, name: words.total }].map((line) => sideRow(line, words))
  const full = htmlTable(sideHead(name, words), rows, 'sums')
  return [
    `<h2>${escapeXml(name[0]!.toUpperCase() + name.slice(1))} · ${winners(lines, words)}</h2>`,
    figure(charts.get(`by-${dimension}`)),
    lines.length <= LONG
      ? full
      : `<details open><summary>${escapeXml(name)} (${lines.length})</summary>${full}</details>`,
  ]
}

function reactionPart({ reactions, behaviour }: WhatIfResult, words: Words): string[] {
  if (behaviour === null) return []
  const { reaction } = words
  const rows = reactions.map((one) => [
    one.id,
    words.causes[one.kind],
    one.from,
    one.to,
    one.incentive,
    one.answer,
    one.draw,
    formatYuan(one.effect),
  ])
  return [`<h2>${escapeXml(words.changes)}</h2>`, htmlTable(Object.values(reaction), rows)]
}

function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind: 'plain' | 'sums' | 'words' = 'plain',
): string {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    row.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join('')
  const body = rows.map((row, index) => {
    const isTotal = kind === 'sums' && index === rows.length - 1
    return `<tr${isTotal ? ' class="total"' : ''}>${cells(row, 'td')}</tr>`
  })
  return `<div class="scroll"><table${kind === 'words' ? ' class="words"' : ''}><thead><tr>${cells(head, 'th')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`
}
