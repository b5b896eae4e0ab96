import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/read-sources.ts'

interface Banned {
  readonly pattern: RegExp
  /** files it is banned in */
  readonly within: RegExp
  /** files of those that may have it */
  readonly except?: RegExp
  readonly because: string
}

const CODE = /\.(ts|tsx|sql)$/
const ANY = /./

const BANNED: readonly Banned[] = [
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, within: ANY, because: 'an open end: finish it or write it into docs/' },
  { pattern: /\bas any\b/, within: /\.tsx?$/, because: 'the compiler stops looking here' },
  { pattern: /@ts-(ignore|nocheck|expect-error)/, within: /\.tsx?$/, because: 'the compiler stops looking here' },
  { pattern: /\.only\(|\.only\.each/, within: /\.test\.tsx?$/, because: 'every other test would be silent' },
  { pattern: /\.(skip|skipIf|todo)\(/, within: /\.test\.tsx?$/, because: 'a test that does not run proves nothing' },
  { pattern: /\bparseFloat\b/, within: CODE, because: 'money and ratios never become floating point' },
  {
    pattern: /\bprocess\.env\b/,
    within: CODE,
    except: /^(apps|store|tests|tools|bench|sim|examples)\//,
    because: 'settings are parameters; only what starts a process reads its environment',
  },
  {
    pattern: /\b(Math\.random|Date\.now)\(|\bnew Date\(\)/,
    within: /^(domain|flow|channels|packages)\/.*\.ts$/,
    except: /\.test\.ts$|\/(bench|fixtures)\//,
    because: 'clock and chance are parameters',
  },
  {
    // `/work-orders` and `/home` are addresses of pages; a folder of a person or a build machine goes on
    pattern: /(?<![\w.:/*-])\/(root|work|Users\/\w+|home\/\w+)\/[\w.-]/,
    within: ANY,
    because: 'a path of one machine',
  },
  {
    pattern: /\b(registry\.\w+|npmmirror|yarnpkg|verdaccio|artifactory|jfrog)\.\w+/i,
    within: ANY,
    because: 'a registry is chosen by whoever installs',
  },
]

/** The rules themselves name what they forbid. */
const RULES = /^tools\/tidy\/tokens(\.test)?\.ts$|^CONTRIBUTING\.md$|^tools\/README\.md$/

export function checkTokens(sources: readonly SourceFile[]): Finding[] {
  return sources
    .filter(({ path }) => !RULES.test(path))
    .flatMap((source) => {
      const rules = BANNED.filter((rule) => rule.within.test(source.path) && !rule.except?.test(source.path))
      return source.text.split('\n').flatMap((line, index) =>
        rules.flatMap(({ pattern, because }) => {
          const found = pattern.exec(line)
          return found ? [{ place: `${source.path}:${index + 1}`, message: `"${found[0]}": ${because}` }] : []
        }),
      )
    })
}
