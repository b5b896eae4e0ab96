import type { Database } from '../../database.ts'
import type { Fault } from './history.ts'

/** A connection that breaks when it is told to. */
export interface FrailDatabase extends Database {
  /** counts from now on */
  breakAt(fault: Fault | null): void
  hasBroken(): boolean
}

export function frailDatabase(database: Database): FrailDatabase {
  let fault: Fault | null = null
  let statements = 0
  let broken = false
  const lost = (): Error => Object.assign(new Error('the connection was broken on purpose'), { code: '57P01' })
  return {
    breakAt: (next) => {
      fault = next
      statements = 0
      broken = false
    },
    hasBroken: () => broken,
    query: async (text, values) => {
      // a process that is gone asks nothing more
      if (broken && fault?.isCrash) throw lost()
      statements++
      if (broken || statements !== fault?.atStatement) return database.query(text, values)
      broken = true
      if (fault.when === 'after') await database.query(text, values)
      throw lost()
    },
  }
}
