import { create } from 'qrcode/lib/core/qrcode.js'
import { useMemo } from 'react'

/** Quiet zone in dots; scanners need four. */
const QUIET = 4

export function QrDots({ content, label }: { content: string; label: string }) {
  const { size, path } = useMemo(() => dotsOf(content), [content])
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-testid="qr">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}

function dotsOf(content: string): { readonly size: number; readonly path: string } {
  const { modules } = create(content, { errorCorrectionLevel: 'M' })
  const dots: string[] = []
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) dots.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`)
  return { size: modules.size + 2 * QUIET, path: dots.join('') }
}
