export type Attributes = Readonly<Record<string, string | number>>

/** `<rect x="1"/>`; children are markup, text goes through `escapeXml`. Coordinates are rounded to a tenth of a pixel. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`)
  const open = `<${name}${written.join('')}`
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`
}

const attribute = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapeXml(value)

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!)

export interface Frame {
  readonly width: number
  readonly height: number
  readonly title: string
  readonly subtitle: string
}

/** The whole picture: title and subtitle at the top left, white ground, fonts that every system has one of. */
export function drawing({ width, height, title, subtitle }: Frame, parts: readonly string[]): string {
  const head = [
    element('rect', { width, height, fill: COLOURS.ground }),
    element('text', { x: MARGIN, y: 28, 'font-size': 16, 'font-weight': 600 }, escapeXml(title)),
    element('text', { x: MARGIN, y: 48, 'font-size': 12, fill: COLOURS.quiet }, escapeXml(subtitle)),
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `${title}. ${subtitle}`,
    'font-family': FONTS,
    'font-size': 12,
    fill: COLOURS.ink,
  }
  return `${element('svg', attributes, '\n', ...[...head, ...parts].map((part) => `${part}\n`))}\n`
}

export const MARGIN = 20

const FONTS =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", Arial, sans-serif'

/** Blue and vermillion of Okabe and Ito ("Color Universal Design", 2008): apart for every kind of colour vision. */
export const COLOURS = {
  ground: '#ffffff',
  ink: '#1f2933',
  quiet: '#52606d',
  grid: '#d9dee4',
  axis: '#7b8794',
  gain: '#0072b2',
  loss: '#d55e00',
  neutral: '#9aa5b1',
} as const

/** White around a figure, so that no grid line runs through it. */
export const HALO = { stroke: COLOURS.ground, 'stroke-width': 3, 'paint-order': 'stroke' } as const
