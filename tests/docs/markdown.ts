/** What the documents' test needs to see of a Markdown page; nothing is rendered. */
export interface Page {
  readonly path: string
  readonly text: string
}

export interface Fence {
  readonly language: string
  readonly text: string
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

export const fencesOf = ({ text }: Page): Fence[] =>
  [...text.matchAll(FENCE)].map(([, language = '', inside = '']) => ({ language, text: inside.trimEnd() }))

const SHELLS = new Set(['bash', 'sh', 'shell', 'console'])

/** One command a line; what follows ` # ` is said to the reader. */
export const commandsOf = (page: Page): string[] =>
  fencesOf(page)
    .filter(({ language }) => SHELLS.has(language))
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/(^|\s+)#\s.*$/, '').trim())
    .filter((line) => line !== '')

/** Targets of links and pictures outside fences, without the part behind `#`; addresses on the net are left out. */
export const linksOf = ({ text }: Page): string[] =>
  [...text.replaceAll(FENCE, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))

/** Tables outside fences: consecutive lines that begin with `|`. */
export const tablesOf = ({ text }: Page): string[][] =>
  (text.replaceAll(FENCE, '').match(/(^\|.*\n?)+/gm) ?? []).map((table) => table.trimEnd().split('\n'))

/** The skeleton that a translation must share: headings, fences, table rows and where links lead. */
export const skeletonOf = (page: Page): string[] => [
  ...page.text
    .replaceAll(FENCE, '```')
    .split('\n')
    .flatMap((line) => /^(#{1,4}) |^(\|)|^(```)|^(- )/.exec(line)?.slice(1).filter(Boolean) ?? []),
  ...linksOf(page).filter((target) => !/^README/.test(target)),
]
