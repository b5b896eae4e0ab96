import { writeFile } from 'node:fs/promises'
import { compileScheme, readTablesFolder, saveScheme } from '@medsettle/grouper'

/** `drg scheme compile DIR --out FILE`. */
export async function compileSchemeFolder(folder: string, out: string): Promise<void> {
  const scheme = compileScheme(await readTablesFolder(folder))
  const bytes = saveScheme(scheme)
  await writeFile(out, bytes)
  const { head } = scheme
  process.stdout.write(
    `${out}: ${head.version}, ${head.mdcs.length} MDC, ${head.adrgs.length} ADRG, ${head.drgs.length} DRG, ${bytes.length} bytes\n`,
  )
}
