import { decodePart, type SandboxRequest } from '../core/http.ts'

/** Operations by which the fault book names calls. */
export type Operation =
  | 'native'
  | 'jsapi'
  | 'h5'
  | 'app'
  | 'query'
  | 'close'
  | 'refund'
  | 'refund-query'
  | 'certificates'
  | 'statement'
  | 'fund-flow'
  | 'download'

export interface Route {
  readonly operation: Operation
  /** percent-decoded parts of the path */
  readonly captured: readonly string[]
}

const ROUTES: readonly (readonly [method: string, path: RegExp, operation: Operation | 'product'])[] = [
  ['POST', /^\/v3\/pay\/transactions\/(native|jsapi|h5|app)$/, 'product'],
  ['GET', /^\/v3\/pay\/transactions\/(id|out-trade-no)\/([^/]+)$/, 'query'],
  ['POST', /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/, 'close'],
  ['POST', /^\/v3\/refund\/domestic\/refunds$/, 'refund'],
  ['GET', /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/, 'refund-query'],
  ['GET', /^\/v3\/certificates$/, 'certificates'],
  ['GET', /^\/v3\/bill\/tradebill$/, 'statement'],
  ['GET', /^\/v3\/bill\/fundflowbill$/, 'fund-flow'],
  ['GET', /^\/v3\/billdownload\/file$/, 'download'],
]

/** wechat-pay.md §3; null when WeChat Pay has no such interface. */
export function findRoute(request: SandboxRequest): Route | null {
  for (const [method, path, operation] of ROUTES) {
    if (method !== request.method) continue
    const match = path.exec(request.path)
    if (match === null) continue
    const captured = match.slice(1).map(decodePart)
    return { operation: operation === 'product' ? (captured[0] as Operation) : operation, captured }
  }
  return null
}
