import { posix } from 'node:path'

/** Where an import leads: a file of the house, one of our packages, a module of Node, or an npm package. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly path: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'npm'; readonly name: string }

/** @param from path of the importing file @param specifier as written in the import */
export function resolveImport(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    const [file] = specifier.split('?')
    return { kind: 'file', path: posix.join(posix.dirname(from), file!) }
  }
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier }
  const own = /^@medsettle\/([^/]+)/.exec(specifier)
  if (own) return { kind: 'package', path: `packages/${own[1]}` }
  const parts = specifier.split('/')
  return { kind: 'npm', name: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]! }
}
