import type { ESTree } from 'vite'

/** Every node of a tree from the outside in; `leave` is called on the way back. */
export function walk(
  node: ESTree.Node,
  enter: (node: ESTree.Node) => void,
  leave: (node: ESTree.Node) => void = () => {},
): void {
  enter(node)
  for (const value of Object.values(node) as unknown[])
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) walk(child, enter, leave)
  leave(node)
}

const isNode = (value: unknown): value is ESTree.Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
