import type { Behaviour } from './behaviour.ts'
import type { Policies } from './compare-case.ts'
import { createSplittingReactor } from './react-splitting.ts'
import { createStayReactor } from './react-stay.ts'
import { createUpcodingReactor } from './react-upcoding.ts'
import type { Reactor } from './reaction.ts'

/** In the order a stay meets them: first it is lived, then coded, then billed. */
export function createReactors(policies: Policies, { stay, upcoding, splitting }: Behaviour): Reactor[] {
  return [
    ...(stay === null ? [] : [createStayReactor(stay)]),
    ...(upcoding === null ? [] : [createUpcodingReactor(policies, upcoding)]),
    ...(splitting === null ? [] : [createSplittingReactor(splitting)]),
  ]
}
